"""Who wears a tag."""

"""People: rules."""

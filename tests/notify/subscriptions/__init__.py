"""Who wants to know."""

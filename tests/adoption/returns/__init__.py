"""Returns: rules."""

"""Applications: rules."""

"""A dog that had gone home is back."""

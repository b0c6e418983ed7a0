"""What happens, for whoever may know."""

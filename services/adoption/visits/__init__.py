"""Open days and who is coming."""

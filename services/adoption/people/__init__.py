"""Who they are: sealed at rest, opened for a purpose, every look recorded."""

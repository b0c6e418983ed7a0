"""Who is told of what, in words."""

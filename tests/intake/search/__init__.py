"""Finding a dog."""

"""The dogs that messages speak of."""

"""The dogs themselves: what we heard of them, and whether a family can have them."""

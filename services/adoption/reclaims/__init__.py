"""Somebody says that the dog is theirs, and takes it back."""

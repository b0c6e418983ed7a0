"""Somebody asks to adopt a dog, and takes it home."""

"""Holds: what keeps a dog here, and who may end it."""

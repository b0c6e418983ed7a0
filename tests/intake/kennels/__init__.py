"""Kennels, in tests."""

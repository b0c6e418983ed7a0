"""Looked up by staff."""

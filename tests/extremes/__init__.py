"""Extremes of every type at every door and form of every service."""

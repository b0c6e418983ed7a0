"""Notify speaks English where it is asked to."""

"""Reclaims: rules."""

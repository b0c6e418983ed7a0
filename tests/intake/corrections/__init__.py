"""Corrections: asked for by one, confirmed by another, with what was written before."""

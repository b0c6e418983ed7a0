"""Transfers, escapes, recaptures and foster families."""

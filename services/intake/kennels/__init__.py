"""Kennels: who lives where and with whom, what is cleaned, which zone is sealed, how full it gets."""

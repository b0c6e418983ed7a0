"""The past, from another shelter's software."""

"""Attacks on the running house, each bounded, while somebody genuine works there. `make abuse`."""

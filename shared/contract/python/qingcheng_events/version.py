# ruff: noqa
# fmt: off
"""How many promises there are. Made by `make contract`: do not edit."""

VERSION = "1.95"

"""Channels: the ways by which a message leaves the house. Each has a file; `ways.py` lists them."""

from shared.nouns import Noun


def card() -> Noun:
    """It opens nothing by itself: what is sent is an attempt's business."""
    return Noun()

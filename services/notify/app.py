"""Notify's table of contents: a line for each noun, the lowest floor first."""

from fastapi import FastAPI

from services.notify import (
    attempts,
    channels,
    codes,
    contract,
    dogs,
    feed,
    messages,
    subscribers,
    subscriptions,
)
from services.notify.settings import NotifySettings
from shared.app import compose
from shared.settings import Settings

NOUNS = (
    contract,
    dogs,
    subscribers,
    feed,
    messages,
    channels,
    codes,
    subscriptions,
    attempts,
)


def app(settings: Settings | None = None) -> FastAPI:
    own = NotifySettings.of(settings)
    cards = [noun.card() for noun in NOUNS]
    return compose("notify", own, cards, title="青城 · 通知 Qingcheng notify")

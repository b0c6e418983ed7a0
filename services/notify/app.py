"""Notify's table of contents: a line for each noun, the lowest floor first."""

from fastapi import FastAPI

from services.notify import attempts, channels, dogs, feed, messages, subscriptions
from services.notify.settings import NotifySettings
from shared.app import compose
from shared.settings import Settings

NOUNS = (
    dogs,
    feed,
    messages,
    channels,
    subscriptions,
    attempts,
)


def app(settings: Settings | None = None) -> FastAPI:
    own = settings if isinstance(settings, NotifySettings) else extended(settings)
    cards = [noun.card() for noun in NOUNS]
    return compose("notify", own, cards, title="青城 · 通知 Qingcheng notify")


def extended(settings: Settings | None) -> NotifySettings:
    """The settings of the whole house and, from the environment, notify's own."""
    return NotifySettings(**settings.model_dump()) if settings else NotifySettings()

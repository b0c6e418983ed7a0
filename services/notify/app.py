"""Notify: everyone who should know, knows. Its ears, its doors, its page, and what runs beside them."""

from fastapi import FastAPI

from services.notify import pages
from services.notify.feed import Tail
from services.notify.handlers import ears
from services.notify.models import Subscription
from services.notify.routes import doors
from services.notify.sender import senders
from services.notify.settings import NotifySettings
from shared.app import compose
from shared.keyring import Key
from shared.nouns import Noun
from shared.settings import Settings

KEYS = (Key("personal-notify", seals=Subscription),)


def app(settings: Settings | None = None) -> FastAPI:
    """The service, ready to be served."""
    own = settings if isinstance(settings, NotifySettings) else extended(settings)
    tail = Tail()
    everything = Noun(
        doors=[doors],
        screens=[pages.doors],
        ears=ears,
        tasks={"feed": tail.follow, **senders(own)},
        keys=KEYS,
    )
    service = compose("notify", own, [everything], title="青城 · 通知 Qingcheng notify")
    service.state.tail = tail
    return service


def extended(settings: Settings | None) -> NotifySettings:
    """The settings of the whole house and, from the environment, notify's own."""
    return NotifySettings(**settings.model_dump()) if settings else NotifySettings()

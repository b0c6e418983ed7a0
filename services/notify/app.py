"""Notify: everyone who should know, knows. Its ears, its doors, its page, and what runs beside them."""

from fastapi import FastAPI

from services.notify import pages
from services.notify.feed import Tail
from services.notify.handlers import ears
from services.notify.models import Subscription
from services.notify.routes import doors
from services.notify.sender import senders
from services.notify.settings import NotifySettings
from shared.keyring import Key
from shared.service import build
from shared.settings import Settings

KEYS = (Key("personal-notify", seals=Subscription),)


def app(settings: Settings | None = None) -> FastAPI:
    """The service, ready to be served."""
    own = settings if isinstance(settings, NotifySettings) else extended(settings)
    tail = Tail()
    service = build(
        ears, own, doors, pages.doors, title="青城 · 通知 Qingcheng notify",
        tasks={"feed": tail.follow, **senders(own)}, keys=KEYS,
    )  # fmt: skip
    service.state.tail = tail
    return service


def extended(settings: Settings | None) -> NotifySettings:
    """The settings of the whole house and, from the environment, notify's own."""
    return NotifySettings(**settings.model_dump()) if settings else NotifySettings()

"""Text messages, through whatever gateway takes a POST: its address, its body and its token are settings."""

import json

import aiohttp

from services.notify.channels.way import TIMEOUT
from services.notify.settings import NotifySettings


class Refused(Exception):
    """The gateway did not take it."""


def body_of(template: str, to: str, text: str, code: str) -> str:
    """The template with {to}, {text} and {code} filled in, each as it stands within a JSON string."""
    told = {"to": to, "text": text, "code": code}
    for name, value in told.items():
        template = template.replace("{" + name + "}", json.dumps(value, ensure_ascii=False)[1:-1])
    return template


async def send(settings: NotifySettings, to: str, text: str, code: str) -> None:
    """Raises `Refused` for an answer other than 2xx, `aiohttp.ClientError` or `TimeoutError` without one."""
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if settings.sms_token:
        headers["Authorization"] = f"Bearer {settings.sms_token}"
    body = body_of(settings.sms_body, to, text, code).encode()
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session,
        session.post(settings.sms_url or "", data=body, headers=headers, allow_redirects=False) as answer,
    ):
        if not 200 <= answer.status < 300:
            raise Refused(f"the gateway answered {answer.status}")

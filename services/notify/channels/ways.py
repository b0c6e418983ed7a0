"""The channels that there are: a new one is a file beside this, and a line here."""

from typing import Literal

from services.notify.channels.console import Console
from services.notify.channels.mail import Mail
from services.notify.channels.way import Way
from services.notify.channels.webhook import Webhooks
from services.notify.settings import NotifySettings
from shared.problems import Problem, Unreasonable
from shared.said import Said

Channel = Literal["webhook", "email", "console"]
WAYS: dict[Channel, type[Way]] = {"webhook": Webhooks, "email": Mail, "console": Console}


class MailNotSetUp(Problem):
    status = 409
    title = Said("未配置邮件", "Mail is not set up")


def address_of(channel: Channel, typed: str | None, settings: NotifySettings) -> str:
    """The address as it will be used. Raises a problem that says what is wrong with it."""
    way = WAYS[channel]
    if way.of(settings) is None:
        raise MailNotSetUp(
            "请先设置 QINGCHENG_SMTP_URL，或改用 webhook。",
            "Set QINGCHENG_SMTP_URL first, or subscribe with a webhook.",
        )
    address = way.address((typed or "").strip())
    if address is None:
        raise Unreasonable(
            "address 不对：email 要邮箱地址，webhook 要 http(s) 网址。",
            "`address` must be an e-mail address for email, an http(s) URL for webhook.",
        )
    return address

"""What the environment decides about notify: where mail goes out, how patient it is, whom it may call."""

from datetime import timedelta
from ipaddress import ip_network

from pydantic import Field, field_validator

from shared.settings import Settings

MINUTE, HOUR = 60.0, 3600.0


class NotifySettings(Settings):
    """The pauses are seconds between one attempt and the next; ±20 % is added by chance."""

    smtp_url: str | None = Field(default=None, description="smtp://user:password@host:25, or smtps://…:465")
    mail_from: str = "qingcheng@localhost"
    sms_url: str | None = Field(default=None, description="where a gateway takes text messages, by POST")
    sms_body: str = Field(
        default='{"to":"{to}","text":"{text}"}',
        description="its JSON; {code} is there for gateways with templates",
    )
    sms_token: str | None = Field(default=None, description="sent as Authorization: Bearer")
    codes_to_console: bool = Field(
        default=False, description="codes are written to the log where nothing else sends them: to try it out"
    )
    cors_origins: str = Field(
        default="", description="sites whose pages may read the public feed, such as https://a.cn; * for all"
    )
    webhook_inside: str = Field(
        default="", description="networks inside that webhooks may go to: 10.20.0.0/16 192.168.1.5"
    )
    webhook_allow_private: bool = Field(default=False, description="for demonstrations on one machine only")
    webhook_pauses: tuple[float, ...] = (
        5.0, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR,
    )  # fmt: skip
    webhook_patience_days: float = Field(
        default=5.0, description="a webhook that has taken nothing for so long is paused"
    )
    email_pauses: tuple[float, ...] = (MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 24 * HOUR)
    console_pauses: tuple[float, ...] = ()
    message_lease: float = Field(
        default=60.0, description="seconds after which others take over a message in hand"
    )

    @property
    def sites(self) -> tuple[str, ...]:
        """The origins of `cors_origins`, which are apart by spaces or commas."""
        return tuple(self.cors_origins.replace(",", " ").split())

    @field_validator("webhook_inside")
    @classmethod
    def are_networks(cls, written: str) -> str:
        for one in written.replace(",", " ").split():
            ip_network(one)
        return written

    def patience_of(self, channel: str) -> timedelta | None:
        """How long a receiver may take nothing before it is paused; mail servers pause nobody."""
        return timedelta(days=self.webhook_patience_days) if channel == "webhook" else None

    def pauses_of(self, channel: str) -> tuple[float, ...]:
        return {"webhook": self.webhook_pauses, "email": self.email_pauses}.get(channel, self.console_pauses)

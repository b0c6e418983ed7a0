"""What the environment decides about notify: where mail goes out, how patient it is, whom it may call."""

from pydantic import Field

from shared.settings import Settings

MINUTE, HOUR = 60.0, 3600.0


class NotifySettings(Settings):
    """The pauses are seconds between one attempt and the next; ±20 % is added by chance."""

    smtp_url: str | None = Field(default=None, description="smtp://user:password@host:25, or smtps://…:465")
    mail_from: str = "qingcheng@localhost"
    cors_origins: str = Field(
        default="", description="sites whose pages may read the public feed, such as https://a.cn; * for all"
    )
    webhook_allow_private: bool = Field(default=False, description="for demonstrations on one machine only")
    webhook_pauses: tuple[float, ...] = (
        5.0, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR,
    )  # fmt: skip
    email_pauses: tuple[float, ...] = (MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 24 * HOUR)
    console_pauses: tuple[float, ...] = ()
    message_lease: float = Field(
        default=60.0, description="seconds after which others take over a message in hand"
    )

    @property
    def sites(self) -> tuple[str, ...]:
        """The origins of `cors_origins`, which are apart by spaces or commas."""
        return tuple(self.cors_origins.replace(",", " ").split())

    def pauses_of(self, channel: str) -> tuple[float, ...]:
        return {"webhook": self.webhook_pauses, "email": self.email_pauses}.get(channel, self.console_pauses)

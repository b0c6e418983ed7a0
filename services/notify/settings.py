"""What the environment decides about notify: where mail goes out, how patient it is, whom it may call."""

from datetime import timedelta
from ipaddress import ip_network

from pydantic import Field, field_validator

from shared.said import Said
from shared.settings import Settings

MINUTE, HOUR = 60.0, 3600.0


class NotifySettings(Settings):
    """The pauses are seconds between one attempt and the next; ±20 % is added by chance."""

    smtp_url: str | None = Field(
        default=None,
        repr=False,
        description=Said(
            "邮件服务器", "the mail server: smtp://user:password@host:25, or smtps://user:password@host:465"
        ),
    )
    mail_from: str = Field(
        default="qingcheng@localhost", description=Said("发件人地址", "the address that mail comes from")
    )
    sms_url: str | None = Field(
        default=None,
        description=Said(
            "短信网关，用 POST 接收", "where a gateway takes text messages, by POST; any 2xx is sent"
        ),
    )
    sms_body: str = Field(
        default='{"to":"{to}","text":"{text}"}',
        description=Said(
            "短信网关要的 JSON；用模板的网关可取 {code}",
            "its JSON; {code} is there for gateways with templates",
        ),
    )
    sms_token: str | None = Field(
        default=None,
        repr=False,
        description=Said("短信网关的令牌", "sent to it as Authorization: Bearer"),
    )
    codes_to_console: bool = Field(
        default=False,
        description=Said(
            "没有别的途径时把验证码写进日志：只用于试用",
            "codes are written to the log where nothing else sends them: to try it out only",
        ),
    )
    cors_origins: str = Field(
        default="",
        description=Said(
            "哪些网站的页面可以读公开事件，空格分隔；* 为所有",
            "sites whose pages may read the public feed, such as https://a.cn; * for all",
        ),
    )
    webhook_inside: str = Field(
        default="",
        description=Said(
            "webhook 可以发往的内部网段或地址",
            "networks inside that webhooks may go to: 10.20.0.0/16 192.168.1.5",
        ),
    )
    webhook_allow_private: bool = Field(
        default=False,
        description=Said(
            "webhook 可发往任何地址：只用于单机演示", "to any address: for demonstrations on one machine only"
        ),
    )
    webhook_pauses: tuple[float, ...] = Field(
        default=(
            5.0,
            5 * MINUTE,
            30 * MINUTE,
            2 * HOUR,
            5 * HOUR,
            10 * HOUR,
            14 * HOUR,
            20 * HOUR,
            24 * HOUR,
        ),
        description=Said("webhook 重试的间隔，秒", "seconds between one attempt at a webhook and the next"),
    )
    webhook_patience_days: float = Field(
        default=5.0,
        description=Said(
            "webhook 多少天一条也没收就暂停", "days after which a webhook that has taken nothing is paused"
        ),
    )
    email_pauses: tuple[float, ...] = Field(
        default=(MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 24 * HOUR),
        description=Said("邮件重试的间隔，秒", "seconds between one attempt at a mail and the next"),
    )
    console_pauses: tuple[float, ...] = Field(
        default=(), description=Said("控制台重试的间隔，秒", "seconds between attempts at the console")
    )
    message_lease: float = Field(
        default=60.0,
        description=Said(
            "一条发送中的消息多少秒后由别的副本接手", "seconds after which others take over a message in hand"
        ),
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

"""Said by notify: everyone who should know, knows."""

from shared.events.event import DOG, STAY, Event, published


@published(
    by="notify",
    type="cn.qingcheng.message.sent.v1",
    audience="staff",
    about="message_id",
    example={"message_id": STAY, "channel": "webhook", "template": "DogAdopted", "about_event": DOG,
             "attempts": 1},
)  # fmt: skip
class MessageSent(Event):
    """The channel has taken the message over."""

    message_id: str
    channel: str
    template: str
    about_event: str
    attempts: int


@published(
    by="notify",
    type="cn.qingcheng.message.failed.v1",
    audience="staff",
    about="message_id",
    example={"message_id": STAY, "channel": "email", "template": "DogAdopted", "about_event": DOG,
             "attempts": 7, "reason": "550 mailbox unavailable"},
)  # fmt: skip
class MessageFailed(Event):
    """The message will not arrive; nobody tries it again by itself."""

    message_id: str
    channel: str
    template: str
    about_event: str
    attempts: int
    reason: str

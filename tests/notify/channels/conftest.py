"""A parcel, and a hand to send it."""

from typing import Any

from services.notify.channels.way import Outcome, Parcel, Way
from services.notify.messages.words import Text
from services.notify.subscriptions.routes import new_secret

SECRET = new_secret()

TEXTS: Any = {"zh": Text("一只犬回家了", "在青城。"), "en": Text("A dog has gone home", "In Qingcheng.")}


def parcel(address: str = "", **other: Any) -> Parcel:
    given = {"message_id": "m1", "subscription_id": "s1", "secret": SECRET, "texts": TEXTS,
             "body": '{"type":"cn.qingcheng.dog.adopted.v1","名":"犬"}'}  # fmt: skip
    return Parcel(address=address, **(given | other))


async def send(way: Way, given: Parcel) -> Outcome:
    try:
        return await way.send(given)
    finally:
        await way.close()

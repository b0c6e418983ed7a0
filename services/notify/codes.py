"""The codes that stand in notify's events, with their words: the contract lists them."""

from services.notify.channels.ways import Channel
from services.notify.messages.words import CHANNELS
from shared.codes import Table, table

CODES: dict[str, Table] = {"channels": table(Channel, CHANNELS)}

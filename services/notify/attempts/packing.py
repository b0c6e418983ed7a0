"""A parcel for a channel: seals opened, words found."""

from services.notify.attempts import rules
from services.notify.attempts.claiming import Claimed
from services.notify.channels.way import Parcel
from services.notify.feed.rules import as_json
from services.notify.feed.store import envelope
from services.notify.messages.words import LANGS, say
from services.notify.settings import NotifySettings
from shared import clock
from shared.sealed import Sealer


def pack(one: Claimed, settings: NotifySettings, sealer: Sealer) -> Parcel:
    """Opens the seals and finds the words."""
    row, event = one.row, envelope(one.row)
    place = row.subscription_id
    langs = LANGS if row.lang == "both" else (row.lang,)
    return Parcel(
        message_id=row.message_id,
        subscription_id=place,
        address=sealer.open(row.address, f"subscription:address:{place}"),
        secret=sealer.open(row.secret, f"subscription:secret:{place}") if row.secret else "",
        old_secret=sealer.open(row.old_secret, f"subscription:secret:{place}")
        if row.old_secret and row.old_secret_until > clock.now()
        else "",
        body=as_json(rules.payload(event, row.audience, settings.public_url)),
        texts={}
        if row.channel == "webhook"
        else {lang: say(event, one.dog, settings.public_url, lang, row.audience) for lang in langs},
    )

"""The rails: the tables that carry events and are alike in every store, beside a service's own."""

import sqlalchemy as sa

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
rails = sa.MetaData(naming_convention=NAMING)

journal = sa.Table(
    "journal",
    rails,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False, index=True),
    sa.Column("time", sa.Text, nullable=False),
    sa.Column("traceparent", sa.Text, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
)
relayed = sa.Table(
    "relayed",
    rails,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("ends", sa.Text, nullable=False, server_default=""),  # the entry id of the stream's end
    sa.Column("length", sa.BigInteger, nullable=False, server_default="-1"),  # of the stream; -1: not noted
    sa.Column("added", sa.BigInteger, nullable=False, server_default="-1"),  # to the stream, ever
    sa.Column("trimmed", sa.BigInteger, server_default="0"),  # up to here it may be gone; null: not noted
)
inbox = sa.Table(
    "inbox",
    rails,
    sa.Column("event_id", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("received_at", sa.Text, nullable=False),
)
heard_of = sa.Table(  # the last event of each stream that was taken in
    "heard_of",
    rails,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("event_id", sa.Text, nullable=False),
)
contradictions = sa.Table(  # what others know of our journal, and it does not
    "contradictions",
    rails,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("said_by", sa.Text, nullable=False),
    sa.Column("found_at", sa.Text, nullable=False),
    sa.Column("decided_at", sa.Text),  # then the journal goes on behind this number
)
idempotency = sa.Table(  # `request` is an HMAC; of a stranger `key` is one too
    "idempotency",
    rails,
    sa.Column("caller", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("request", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Column("until", sa.Text, nullable=False, server_default="", index=True),
)
interventions = sa.Table(
    "interventions",
    rails,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
)
ended_sessions = sa.Table(
    "ended_sessions",
    rails,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("before", sa.Text, nullable=False),  # what was signed in until then is over
)
known_keys = sa.Table(
    "known_keys",
    rails,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("since", sa.Text, nullable=False),
    sa.Column("made_anew", sa.Boolean, nullable=False),  # in place of one that was lost; nobody has said so
)

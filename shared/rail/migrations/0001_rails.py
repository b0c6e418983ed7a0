"""The tables that carry events. A service that is older than this history made them itself: they stay."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column("traceparent", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "sequence", name="pk_journal"),
        sa.UniqueConstraint("id", name="uq_journal_id"),
        if_not_exists=True,
    )
    op.create_index("ix_journal_subject", "journal", ["subject"], if_not_exists=True)
    op.create_table(
        "relayed",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.Text(), nullable=False, server_default=""),
        sa.Column("length", sa.BigInteger(), nullable=False, server_default="-1"),
        sa.Column("added", sa.BigInteger(), nullable=False, server_default="-1"),
        sa.Column("trimmed", sa.BigInteger(), server_default="0"),
        sa.PrimaryKeyConstraint("stream", name="pk_relayed"),
        if_not_exists=True,
    )
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_inbox"),
        if_not_exists=True,
    )
    op.create_table(
        "heard_of",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("stream", name="pk_heard_of"),
        if_not_exists=True,
    )
    op.create_table(
        "contradictions",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("found_at", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.Text()),
        sa.PrimaryKeyConstraint("stream", name="pk_contradictions"),
        if_not_exists=True,
    )
    op.create_table(
        "idempotency",
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name="pk_idempotency"),
        if_not_exists=True,
    )
    op.create_table(
        "interventions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_interventions"),
        if_not_exists=True,
    )
    op.create_table(
        "ended_sessions",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_ended_sessions"),
        if_not_exists=True,
    )
    op.create_table(
        "known_keys",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("made_anew", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_known_keys"),
        if_not_exists=True,
    )


def downgrade() -> None:
    """Nothing: whoever comes back from here still has a service's own migrations that made these tables."""

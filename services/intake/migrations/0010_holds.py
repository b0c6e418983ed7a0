"""Holds that keep a dog here, who asked to end or lengthen them and who agreed; notices, and checks."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "hold",
        sa.Column("id", text(), nullable=False),
        sa.Column("stay_id", text(), nullable=False),
        sa.Column("dog_id", text(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.Column("because", text(), nullable=False),
        sa.Column("placed_at", moment(), nullable=False),
        sa.Column("placed_by", text(), nullable=False),
        sa.Column("until", moment(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("released_at", moment(), nullable=True),
        sa.Column("released_by", text(), nullable=True),
        sa.Column("released_because", text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    op.create_index(op.f("ix_hold_stay_id"), "hold", ["stay_id"])
    op.create_index("ix_hold_due", "hold", ["released_at", "until"])
    op.create_table(
        "holdrequest",
        sa.Column("id", text(), nullable=False),
        sa.Column("hold_id", text(), nullable=False),
        sa.Column("asked_by", text(), nullable=False),
        sa.Column("asked_at", moment(), nullable=False),
        sa.Column("because", text(), nullable=False),
        sa.Column("decided_by", text(), nullable=True),
        sa.Column("decided_at", moment(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("answer", text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holdrequest")),
    )
    op.create_index(op.f("ix_holdrequest_hold_id"), "holdrequest", ["hold_id"])
    op.create_index(op.f("ix_holdrequest_decided_at"), "holdrequest", ["decided_at"])
    op.create_table(
        "holdextension",
        sa.Column("id", text(), nullable=False),
        sa.Column("hold_id", text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("document", text(), nullable=False),
        sa.Column("because", text(), nullable=False),
        sa.Column("asked_by", text(), nullable=False),
        sa.Column("asked_at", moment(), nullable=False),
        sa.Column("decided_by", text(), nullable=True),
        sa.Column("decided_at", moment(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("answer", text(), nullable=False),
        sa.Column("was_until", moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holdextension")),
    )
    op.create_index(op.f("ix_holdextension_hold_id"), "holdextension", ["hold_id"])
    op.create_index(op.f("ix_holdextension_decided_at"), "holdextension", ["decided_at"])
    op.create_table(
        "notice",
        sa.Column("id", text(), nullable=False),
        sa.Column("stay_id", text(), nullable=False),
        sa.Column("published_at", moment(), nullable=False),
        sa.Column("place", text(), nullable=False),
        sa.Column("link", text(), nullable=True),
        sa.Column("entered_by", text(), nullable=False),
        sa.Column("entered_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_stay_id"), "notice", ["stay_id"])
    op.add_column("stay", sa.Column("reserved", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE stay SET reserved = true WHERE status = 'RESERVED'")
    op.create_table(
        "custodystep",
        sa.Column("id", text(), nullable=False),
        sa.Column("stay_id", text(), nullable=False),
        sa.Column("what", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("note", text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custodystep")),
    )
    op.create_index(op.f("ix_custodystep_stay_id"), "custodystep", ["stay_id"])


def downgrade() -> None:
    for table in ("custodystep", "notice", "holdextension", "holdrequest", "hold"):
        op.drop_table(table)
    with op.batch_alter_table("stay") as stay:
        stay.drop_column("reserved")

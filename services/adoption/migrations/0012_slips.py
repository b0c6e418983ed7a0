"""What nobody has proved counts for nothing: slips with reference numbers, and visits that have a state.

A claim that was said to everybody is one that staff have accepted; what was asked for gets its slip from the
running service, which alone can open names and phones.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TEXT, MOMENT = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
FOUND_BY = ("called", "made_at", "phone", "place", "record", "wants_code", "who")


def upgrade() -> None:
    op.create_table(
        "slip",
        sa.Column("reference", TEXT(), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("kind", "record", "about", "who", "phone")),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("called", "email", "place")),
        sa.Column("apart", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT(), nullable=False),
        sa.Column("way", TEXT(), nullable=False),
        sa.Column("wants_code", sa.Boolean(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("code", TEXT(), nullable=True),
        sa.Column("code_until", MOMENT(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_person", TEXT(), nullable=True),
        sa.Column("ended_at", MOMENT(), nullable=True),
        sa.Column("proven_at", MOMENT(), nullable=True),
        sa.Column("proven_by", TEXT(), nullable=True),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_slip")),
    )
    for column in FOUND_BY:
        op.create_index(op.f(f"ix_slip_{column}"), "slip", [column])
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("status", TEXT(), nullable=False, server_default="BOOKED"))
        batch_op.add_column(sa.Column("reason", TEXT(), nullable=True))
        batch_op.add_column(sa.Column("decided_by", TEXT(), nullable=True))
        batch_op.create_index(batch_op.f("ix_visit_status"), ["status"])
    op.execute("UPDATE reclaim SET status = 'PLAUSIBLE' WHERE status = 'REQUESTED'")


def downgrade() -> None:
    op.execute("UPDATE reclaim SET status = 'REQUESTED' WHERE status = 'PLAUSIBLE'")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_status"))
        for column in ("decided_by", "reason", "status"):
            batch_op.drop_column(column)
    op.drop_table("slip")

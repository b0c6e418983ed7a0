"""Transfers to another house, by two people; what a fostered dog will be when it is back."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "transfer",
        sa.Column("id", text(), nullable=False),
        sa.Column("stay_id", text(), nullable=False),
        sa.Column("to", text(), nullable=False),
        sa.Column("because", text(), nullable=False),
        sa.Column("asked_by", text(), nullable=False),
        sa.Column("asked_at", moment(), nullable=False),
        sa.Column("decided_by", text(), nullable=True),
        sa.Column("decided_at", moment(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("answer", text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    op.create_index(op.f("ix_transfer_stay_id"), "transfer", ["stay_id"])
    op.create_index(op.f("ix_transfer_decided_at"), "transfer", ["decided_at"])
    with op.batch_alter_table("stay", schema=None) as batch_op:
        batch_op.add_column(sa.Column("back_to", text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("stay", schema=None) as batch_op:
        batch_op.drop_column("back_to")
    op.drop_table("transfer")

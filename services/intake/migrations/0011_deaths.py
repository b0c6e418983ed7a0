"""Euthanasia takes two people; a death has a record, and every carcass a place."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "euthanasia",
        sa.Column("id", text(), nullable=False),
        sa.Column("dog_id", text(), nullable=False),
        sa.Column("stay_id", text(), nullable=False),
        sa.Column("ground", text(), nullable=False),
        sa.Column("why", text(), nullable=False),
        sa.Column("vet_name", text(), nullable=False),
        sa.Column("vet_licence", text(), nullable=False),
        sa.Column("proposed_by", text(), nullable=False),
        sa.Column("proposed_at", moment(), nullable=False),
        sa.Column("decided_by", text(), nullable=True),
        sa.Column("decided_at", moment(), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("refused_because", text(), nullable=False),
        sa.Column("withdrawn_by", text(), nullable=True),
        sa.Column("withdrawn_at", moment(), nullable=True),
        sa.Column("withdrawn_because", text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_euthanasia")),
    )
    op.create_table(
        "death",
        sa.Column("dog_id", text(), nullable=False),
        sa.Column("stay_id", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.Column("cause", text(), nullable=False),
        sa.Column("vet_name", text(), nullable=False),
        sa.Column("vet_licence", text(), nullable=False),
        sa.Column("weight_kg", sa.Float(), nullable=True),
        sa.Column("sample_no", text(), nullable=False),
        sa.Column("euthanasia_id", text(), nullable=True),
        sa.Column("drug", text(), nullable=False),
        sa.Column("batch_no", text(), nullable=False),
        sa.Column("dose", text(), nullable=False),
        sa.Column("register_no", text(), nullable=False),
        sa.Column("recorded_by", text(), nullable=False),
        sa.Column("recorded_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("dog_id", name=op.f("pk_death")),
        sa.UniqueConstraint("euthanasia_id", name=op.f("uq_death_euthanasia_id")),
    )
    op.create_table(
        "carcass",
        sa.Column("dog_id", text(), nullable=False),
        sa.Column("stay_id", text(), nullable=False),
        sa.Column("bag_no", text(), nullable=False),
        sa.Column("seal_no", text(), nullable=False),
        sa.Column("weight_kg", sa.Float(), nullable=False),
        sa.Column("place", text(), nullable=False),
        sa.Column("stored_at", moment(), nullable=False),
        sa.Column("stored_by", text(), nullable=False),
        sa.Column("taken_at", moment(), nullable=True),
        sa.Column("disposal_id", text(), nullable=True),
        sa.PrimaryKeyConstraint("dog_id", name=op.f("pk_carcass")),
        sa.UniqueConstraint("seal_no", name=op.f("uq_carcass_seal_no")),
    )
    op.create_table(
        "disposal",
        sa.Column("id", text(), nullable=False),
        sa.Column("taken_at", moment(), nullable=False),
        sa.Column("carrier", text(), nullable=False),
        sa.Column("vehicle", text(), nullable=False),
        sa.Column("plant", text(), nullable=False),
        sa.Column("handed_by", text(), nullable=False),
        sa.Column("method", text(), nullable=True),
        sa.Column("receipt_no", text(), nullable=True),
        sa.Column("disposed_at", moment(), nullable=True),
        sa.Column("signed_by", text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal")),
        sa.UniqueConstraint("receipt_no", name=op.f("uq_disposal_receipt_no")),
    )
    for table, column in INDEXED:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


INDEXED = (
    ("euthanasia", "dog_id"), ("euthanasia", "decided_at"), ("death", "stay_id"), ("death", "at"),
    ("carcass", "disposal_id"), ("disposal", "disposed_at"), ("dog", "gone_at"),
)  # fmt: skip


def downgrade() -> None:
    op.drop_index(op.f("ix_dog_gone_at"), "dog")
    for table in ("disposal", "carcass", "death", "euthanasia"):
        op.drop_table(table)

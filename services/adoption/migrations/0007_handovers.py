"""Hand-overs: on what proof, what became of the others, what was undone; and what tells dogs apart."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "handover",
        sa.Column("handover_id", text(), nullable=False),
        sa.Column("dog_id", text(), nullable=False),
        sa.Column("stay_id", text(), nullable=False),
        sa.Column("left_by", text(), nullable=False),
        sa.Column("record", text(), nullable=False),
        sa.Column("adoption_id", text(), nullable=True),
        sa.Column("person", text(), nullable=False),
        sa.Column("shown_by", text(), nullable=False),
        sa.Column("proof_seen", sa.JSON(), nullable=False),
        sa.Column("proof_note", sa.LargeBinary(), nullable=True),
        sa.Column("others", sa.JSON(), nullable=False),
        sa.Column("listed_at", moment(), nullable=True),
        sa.Column("handed_over_at", moment(), nullable=False),
        sa.Column("recorded_at", moment(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("undone_at", moment(), nullable=True),
        sa.Column("undone_by", text(), nullable=True),
        sa.Column("undone_because", text(), nullable=True),
        sa.PrimaryKeyConstraint("handover_id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_dog_id"), "handover", ["dog_id"])
    op.create_index(op.f("ix_handover_record"), "handover", ["record"])
    with op.batch_alter_table("adoption", schema=None) as adoption:
        adoption.add_column(sa.Column("undone_at", moment(), nullable=True))
    with op.batch_alter_table("dog", schema=None) as dog:
        for column in ("chip", "kennel", "photo"):
            dog.add_column(sa.Column(column, text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("dog", schema=None) as dog:
        for column in ("photo", "kennel", "chip"):
            dog.drop_column(column)
    with op.batch_alter_table("adoption", schema=None) as adoption:
        adoption.drop_column("undone_at")
    op.drop_table("handover")

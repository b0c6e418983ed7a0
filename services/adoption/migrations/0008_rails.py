"""What each stream held and may have lost, what was heard of others, and what contradicts the journal."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("relayed", sa.Column("length", sa.BigInteger(), nullable=False, server_default="-1"))
    op.add_column("relayed", sa.Column("added", sa.BigInteger(), nullable=False, server_default="-1"))
    op.add_column("relayed", sa.Column("trimmed", sa.BigInteger(), server_default="0"))
    op.execute("UPDATE relayed SET trimmed = NULL")  # streams were trimmed, and nobody noted how far
    op.create_table(
        "heard_of",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("stream", name="pk_heard_of"),
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
    )


def downgrade() -> None:
    op.drop_table("contradictions")
    op.drop_table("heard_of")
    op.drop_column("relayed", "trimmed")
    op.drop_column("relayed", "added")
    op.drop_column("relayed", "length")

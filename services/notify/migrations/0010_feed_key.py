"""The key with which places in the feed are told outside. It is made here, once, and goes with the feed."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table = op.create_table(
        "feed_key",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_feed_key")),
    )
    op.bulk_insert(table, [{"key": secrets.token_bytes(32)}])


def downgrade() -> None:
    op.drop_table("feed_key")

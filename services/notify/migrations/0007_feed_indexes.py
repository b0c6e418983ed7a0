"""The feed is asked for by source and number, by subject, and since a time."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_feed_source_sequence", "feed", ["source", "sequence"])
    op.create_index("ix_feed_subject_position", "feed", ["subject", "position"])
    op.create_index("ix_feed_time_position", "feed", ["time", "position"])


def downgrade() -> None:
    op.drop_index("ix_feed_time_position", "feed")
    op.drop_index("ix_feed_subject_position", "feed")
    op.drop_index("ix_feed_source_sequence", "feed")

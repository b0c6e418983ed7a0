"""The feed is found by source and number, by subject, and by time; stays that begin are told to everybody."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_feed_source_sequence", "feed", ["source", "sequence"])
    op.create_index("ix_feed_subject_position", "feed", ["subject", "position"])
    op.create_index("ix_feed_time_position", "feed", ["time", "position"])
    op.execute("UPDATE feed SET audience = 'public' WHERE type = 'cn.qingcheng.stay.opened.v1'")


def downgrade() -> None:
    op.execute("UPDATE feed SET audience = 'staff' WHERE type = 'cn.qingcheng.stay.opened.v1'")
    op.drop_index("ix_feed_time_position", "feed")
    op.drop_index("ix_feed_subject_position", "feed")
    op.drop_index("ix_feed_source_sequence", "feed")

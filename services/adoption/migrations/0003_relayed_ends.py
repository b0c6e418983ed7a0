"""Where a stream ended when its relay noted how far it was."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("relayed", sa.Column("ends", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("relayed", "ends")

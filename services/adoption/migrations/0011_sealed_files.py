"""Files of the past are sealed, and gone when they are done. Those that are running end as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import", sa.Column("sealed", sa.LargeBinary(), nullable=True))
    op.execute("UPDATE import SET csv = '' WHERE status = 'finished'")


def downgrade() -> None:
    op.drop_column("import", "sealed")

"""Files are sealed, and gone when they are done; those that had begun end as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import", sa.Column("sealed", sa.LargeBinary(), nullable=True))
    op.execute("DELETE FROM import WHERE begun_at IS NULL")
    op.execute("UPDATE import SET text = '' WHERE finished_at IS NOT NULL")


def downgrade() -> None:
    op.drop_column("import", "sealed")

"""Since when a dog is in our books: what a file tells of before then is its past."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sqlmodel.sql.sqltypes.UTCDateTime
    with op.batch_alter_table("dog", schema=None) as batch_op:
        batch_op.add_column(sa.Column("known_since", moment(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("dog", schema=None) as batch_op:
        batch_op.drop_column("known_since")

"""Hand-overs that adoption may take back: each by its id, and how the stay then goes on."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0018"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stay", schema=None) as stay:
        stay.add_column(sa.Column("handovers", sa.JSON(), nullable=False, server_default="{}"))
        stay.add_column(sa.Column("goes_on_as", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        stay.add_column(sa.Column("left_kennel", sqlmodel.sql.sqltypes.AutoString(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("stay", schema=None) as stay:
        for column in ("left_kennel", "goes_on_as", "handovers"):
            stay.drop_column(column)

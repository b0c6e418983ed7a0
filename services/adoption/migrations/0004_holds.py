"""What keeps a dog from going home, as intake says it."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sqlmodel.sql.sqltypes.UTCDateTime
    with op.batch_alter_table("dog") as dog:
        dog.add_column(sa.Column("holds", sa.JSON(), nullable=False, server_default="{}"))
        dog.add_column(sa.Column("held_until", moment(), nullable=True))
        dog.add_column(sa.Column("kept_from_owner_until", moment(), nullable=True))
        dog.add_column(sa.Column("claim_lifted", sqlmodel.sql.sqltypes.AutoString(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("dog") as dog:
        for column in ("holds", "held_until", "kept_from_owner_until", "claim_lifted"):
            dog.drop_column(column)

"""Whose key made a subscription."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscription", sa.Column("owner", sqlmodel.sql.sqltypes.AutoString()))
    op.create_index(op.f("ix_subscription_owner"), "subscription", ["owner"])


def downgrade() -> None:
    op.drop_index(op.f("ix_subscription_owner"), table_name="subscription")
    op.drop_column("subscription", "owner")

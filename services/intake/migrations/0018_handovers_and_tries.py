"""Hand-overs that adoption may take back; wrong passwords by name and address together."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None
text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    with op.batch_alter_table("stay", schema=None) as stay:
        stay.add_column(sa.Column("handovers", sa.JSON(), nullable=False, server_default="{}"))
        stay.add_column(sa.Column("goes_on_as", text(), nullable=True))
        stay.add_column(sa.Column("left_kennel", text(), nullable=True))
    op.drop_table("login_try")  # nothing in it is older than a day
    op.create_table(
        "login_try",
        sa.Column("name_hash", text(), nullable=False),
        sa.Column("from_hash", text(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("last_at", moment(), nullable=False),
        sa.Column("wait_until", moment(), nullable=True),
        sa.Column("known_at", moment(), nullable=True),
        sa.PrimaryKeyConstraint("name_hash", "from_hash", name=op.f("pk_login_try")),
    )
    op.create_index(op.f("ix_login_try_last_at"), "login_try", ["last_at"])


def downgrade() -> None:
    op.drop_table("login_try")
    op.create_table(
        "login_try",
        sa.Column("name_hash", text(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("locks", sa.Integer(), nullable=False),
        sa.Column("last_at", moment(), nullable=False),
        sa.Column("locked_until", moment(), nullable=True),
        sa.PrimaryKeyConstraint("name_hash", name=op.f("pk_login_try")),
    )
    with op.batch_alter_table("stay", schema=None) as stay:
        for column in ("left_kennel", "goes_on_as", "handovers"):
            stay.drop_column(column)

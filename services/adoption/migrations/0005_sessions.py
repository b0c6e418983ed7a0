"""Sessions that were ended before their time; what people may be looked at for, and at which record."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ended_sessions",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_ended_sessions")),
    )
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.alter_column("purpose", new_column_name="note")
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("purpose", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="OTHER")
        )
        batch_op.add_column(
            sa.Column("record", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="")
        )
        batch_op.create_index(batch_op.f("ix_look_who"), ["who"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_look_who"))
        batch_op.drop_column("record")
        batch_op.drop_column("purpose")
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.alter_column("note", new_column_name="purpose")
    op.drop_table("ended_sessions")

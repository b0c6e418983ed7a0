"""An operation is planned before it goes out; who went, with what, what happened, and how it ended."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WORDS = ("area", "approval", "equipment", "summary", "planned_by", "opened_by", "closed_by")
LISTS = ("team", "vehicles")


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
    op.add_column("operation", sa.Column("planned_for", moment(), nullable=True))
    op.add_column("operation", sa.Column("opened_at", moment(), nullable=True))
    for name in WORDS:
        op.add_column("operation", sa.Column(name, text(), nullable=False, server_default=""))
    for name in LISTS:
        op.add_column("operation", sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    op.execute("UPDATE operation SET opened_at = started_at")  # all that were known before went out at once
    op.create_table(
        "operationincident",
        sa.Column("id", text(), nullable=False),
        sa.Column("operation_id", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.Column("noted_by", text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operationincident")),
    )
    op.create_table(
        "operationchange",
        sa.Column("id", text(), nullable=False),
        sa.Column("operation_id", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("reason", text(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operationchange")),
    )
    for table in ("operationincident", "operationchange"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_operation_id"), ["operation_id"], unique=False)


def downgrade() -> None:
    op.drop_table("operationchange")
    op.drop_table("operationincident")
    for name in ("planned_for", "opened_at", *WORDS, *LISTS):
        op.drop_column("operation", name)

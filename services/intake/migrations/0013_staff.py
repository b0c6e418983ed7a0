"""Accounts with an id for events, who was locked out, what was done; files that are looked at first."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from shared.ids import uuid7

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None
text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "ended_sessions",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_ended_sessions")),
    )
    op.create_table(
        "login_try",
        sa.Column("name_hash", text(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("locks", sa.Integer(), nullable=False),
        sa.Column("last_at", moment(), nullable=False),
        sa.Column("locked_until", moment(), nullable=True),
        sa.PrimaryKeyConstraint("name_hash", name=op.f("pk_login_try")),
    )
    op.create_table(
        "staff_act",
        sa.Column("id", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("act", text(), nullable=False),
        sa.Column("username", text(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("why", text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_act")),
    )
    op.create_index(op.f("ix_staff_act_username"), "staff_act", ["username"])
    _name_accounts()
    _begin_imports()


def _name_accounts() -> None:
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account", text(), nullable=False, server_default=""))
    here = op.get_bind()
    names = here.execute(sa.text("SELECT username FROM staff")).scalars().all()
    for name in names:
        named = {"name": name, "account": uuid7()}
        here.execute(sa.text("UPDATE staff SET account = :account WHERE username = :name"), named)
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.create_unique_constraint(op.f("uq_staff_account"), ["account"])


def _begin_imports() -> None:
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("begun_at", moment(), nullable=True))
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE import SET begun_at = started_at")


def downgrade() -> None:
    with op.batch_alter_table("import", schema=None) as batch_op:
        for column in ("position", "begun_at", "name"):
            batch_op.drop_column(column)
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_staff_account"), type_="unique")
        batch_op.drop_column("account")
    for table in ("staff_act", "login_try", "ended_sessions"):
        op.drop_table(table)

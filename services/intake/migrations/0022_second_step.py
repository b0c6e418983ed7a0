"""First passwords, which must be changed, and codes as a second step of logging in."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None
text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    with op.batch_alter_table("staff", schema=None) as staff:
        staff.add_column(sa.Column("first_password", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "second_step",
        sa.Column("username", text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("since", moment(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_second_step")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("username", text(), nullable=False),
        sa.Column("code_hash", text(), nullable=False),
        sa.PrimaryKeyConstraint("username", "code_hash", name=op.f("pk_recovery_code")),
    )


def downgrade() -> None:
    op.drop_table("recovery_code")
    op.drop_table("second_step")
    with op.batch_alter_table("staff", schema=None) as staff:
        staff.drop_column("first_password")

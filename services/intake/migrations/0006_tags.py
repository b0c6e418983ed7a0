"""Tags that are printed before any dog has them, and what became of each tag."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tag_batch",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("purpose", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_tag_batch_number")),
    )
    op.create_table(
        "blank_tag",
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("batch_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("dog_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("bound_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_blank_tag")),
    )
    op.create_index(op.f("ix_blank_tag_batch_id"), "blank_tag", ["batch_id"])
    op.create_table(
        "tag_change",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("status", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("why", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag_change")),
    )
    op.create_index(op.f("ix_tag_change_code"), "tag_change", ["code"])
    op.create_index(
        "uq_tag_one_worn", "tag", ["dog_id"], unique=True,
        sqlite_where=sa.text("status = 'ACTIVE'"), postgresql_where=sa.text("status = 'ACTIVE'"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("uq_tag_one_worn", "tag")
    op.drop_table("tag_change")
    op.drop_table("blank_tag")
    op.drop_table("tag_batch")

"""Kennels know their company and their cleaning; zones can be sealed; litters stay together."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("kennel") as kennel:
        kennel.add_column(sa.Column("company", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        kennel.add_column(
            sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="open")
        )
        kennel.add_column(sa.Column("until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        kennel.add_column(sa.Column("sealed", sa.Boolean(), nullable=False, server_default=sa.false()))
        kennel.add_column(sa.Column("cleaned_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        kennel.add_column(sa.Column("left_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    op.create_table(
        "litter",
        sa.Column("stay_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("litter", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("stay_id", name=op.f("pk_litter")),
    )
    op.create_index(op.f("ix_litter_litter"), "litter", ["litter"])
    op.create_table(
        "zone_seal",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("zone", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("sealed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("sealed_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reopened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reopened_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("reopened_because", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("holds", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone_seal")),
    )
    op.create_index(op.f("ix_zone_seal_zone"), "zone_seal", ["zone"])
    op.create_table(
        "kennel_entry",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kennel", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("what", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("stay_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kennel_entry")),
    )
    op.create_index(op.f("ix_kennel_entry_kennel"), "kennel_entry", ["kennel"])


def downgrade() -> None:
    for table in ("kennel_entry", "zone_seal", "litter"):
        op.drop_table(table)
    with op.batch_alter_table("kennel") as kennel:
        for column in ("company", "state", "until", "sealed", "cleaned_at", "left_at"):
            kennel.drop_column(column)

"""What adoption decided about a dog gets a row of its own, apart from what it heard.

Holds keep the sequence of their latest word where every facet keeps it.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TEXT, MOMENT = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
OURS = ("stay_id", "listed_at", "reserved_for", "open_reclaims", "gone")
dog = sa.table("dog", sa.column("dog_id"), sa.column("heard", sa.JSON), sa.column("holds", sa.JSON))
placement = sa.table(
    "placement", sa.column("dog_id"), sa.column("behind", sa.JSON), sa.column("heard", sa.JSON)
)


def upgrade() -> None:
    op.create_table(
        "placement",
        sa.Column("dog_id", TEXT(), nullable=False),
        sa.Column("stay_id", TEXT(), nullable=True),
        sa.Column("behind", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("listed_at", MOMENT(), nullable=True),
        sa.Column("reserved_for", TEXT(), nullable=True),
        sa.Column("open_reclaims", sa.Integer(), nullable=False),
        sa.Column("gone", TEXT(), nullable=True),
        sa.Column("heard", sa.JSON(), nullable=False, server_default="{}"),
        sa.PrimaryKeyConstraint("dog_id", name=op.f("pk_placement")),
    )
    columns = ", ".join(("dog_id", *OURS))
    op.execute(f"INSERT INTO placement ({columns}) SELECT {columns} FROM dog")
    _tell_apart()
    op.create_index("ix_placement_waiting", "placement", ["listed_at", "gone"])
    op.create_index("ix_placement_gallery", "placement", ["listed_at", "dog_id"])
    op.drop_index("ix_dog_waiting", "dog")
    op.drop_index("ix_dog_gallery", "dog")
    with op.batch_alter_table("dog", schema=None) as batch_op:
        for column in OURS:
            batch_op.drop_column(column)
        batch_op.create_index(batch_op.f("ix_dog_vaccinated_until"), ["vaccinated_until"])


def _tell_apart() -> None:
    """All that was heard of a dog was considered; the stays that it came back from are behind it."""
    store = op.get_bind()
    for dog_id, heard, holds in store.execute(sa.select(dog)).all():
        words = {f"intake:hold:{id}": hold["sequence"] for id, hold in holds.items()}
        kept = {id: {"blocks": hold["blocks"], "until": hold["until"]} for id, hold in holds.items()}
        store.execute(sa.update(dog).where(dog.c.dog_id == dog_id).values(heard=heard | words, holds=kept))
        store.execute(sa.update(placement).where(placement.c.dog_id == dog_id).values(heard=heard | words))
    behind: dict[str, list[str]] = {}
    for dog_id, stay in store.execute(sa.text('SELECT dog_id, left_stay FROM "return" ORDER BY returned_at')):
        behind.setdefault(dog_id, []).append(stay)
    for dog_id, stays in behind.items():
        store.execute(sa.update(placement).where(placement.c.dog_id == dog_id).values(behind=stays))


def downgrade() -> None:
    with op.batch_alter_table("dog", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dog_vaccinated_until"))
        batch_op.add_column(sa.Column("stay_id", TEXT(), nullable=True))
        batch_op.add_column(sa.Column("listed_at", MOMENT(), nullable=True))
        batch_op.add_column(sa.Column("reserved_for", TEXT(), nullable=True))
        batch_op.add_column(sa.Column("open_reclaims", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("gone", TEXT(), nullable=True))
    for column in OURS:
        op.execute(
            f"UPDATE dog SET {column} = (SELECT placement.{column} FROM placement"
            " WHERE placement.dog_id = dog.dog_id)"
        )
    _put_together()
    op.create_index("ix_dog_waiting", "dog", ["listed_at", "gone", "vaccinated_until"])
    op.create_index("ix_dog_gallery", "dog", ["listed_at", "dog_id"])
    op.drop_table("placement")


def _put_together() -> None:
    store = op.get_bind()
    for dog_id, heard, holds in store.execute(sa.select(dog)).all():
        kept = {id: hold | {"sequence": heard[f"intake:hold:{id}"]} for id, hold in holds.items()}
        words = {facet: said for facet, said in heard.items() if not facet.startswith("intake:hold:")}
        store.execute(sa.update(dog).where(dog.c.dog_id == dog_id).values(heard=words, holds=kept))

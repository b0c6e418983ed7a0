"""What a webhook's subscriber may choose and do: audience, area, order, pause, a second secret."""

import json

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    for column in (
        sa.Column("area", TEXT()),
        sa.Column("audience", TEXT(), nullable=False, server_default="staff"),
        sa.Column("order", TEXT(), nullable=False, server_default="any"),
        sa.Column("paused_at", MOMENT()),
        sa.Column("paused_because", TEXT()),
        sa.Column("failing_since", MOMENT()),
        sa.Column("old_secret", sa.LargeBinary()),
        sa.Column("old_secret_until", MOMENT()),
    ):
        op.add_column("subscription", column)
    op.add_column("message", sa.Column("lane", TEXT()))
    op.add_column("message", sa.Column("position", sa.BigInteger()))
    op.create_index("ix_message_lane", "message", ["subscription_id", "lane", "position"])
    op.add_column("attempt", sa.Column("code", sa.Integer()))
    op.add_column("attempt", sa.Column("ms", sa.Integer()))
    op.add_column("dog", sa.Column("division", TEXT()))
    op.create_table(
        "unplaced",
        sa.Column("event_id", TEXT(), nullable=False),
        sa.Column("dog_id", TEXT(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_unplaced")),
    )
    op.create_index(op.f("ix_unplaced_dog_id"), "unplaced", ["dog_id"])
    _place_dogs()


def _place_dogs() -> None:
    """Where each dog was found, as the feed has it; a correction comes after what it corrects."""
    store = op.get_bind()
    said = sa.text(
        "SELECT data FROM feed"
        " WHERE type IN ('cn.qingcheng.dog.intaken.v1', 'cn.qingcheng.intake.corrected.v1')"
        " ORDER BY type, position"
    )
    found: dict[str, str] = {}
    for (data,) in store.execute(said):
        told = json.loads(data)
        if told.get("division"):
            found[told["dog_id"]] = told["division"]
    rows = [{"dog": dog, "division": division} for dog, division in found.items()]
    if rows:
        store.execute(sa.text("UPDATE dog SET division = :division WHERE dog_id = :dog"), rows)


def downgrade() -> None:
    op.drop_index(op.f("ix_unplaced_dog_id"), table_name="unplaced")
    op.drop_table("unplaced")
    op.drop_column("dog", "division")
    op.drop_column("attempt", "ms")
    op.drop_column("attempt", "code")
    op.drop_index("ix_message_lane", table_name="message")
    op.drop_column("message", "position")
    op.drop_column("message", "lane")
    for name in ("old_secret_until", "old_secret", "failing_since", "paused_because", "paused_at", "order",
                 "audience", "area"):  # fmt: skip
        op.drop_column("subscription", name)

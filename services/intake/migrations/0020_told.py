"""What adoption has told of a stay gets a row of its own, and what was answered of it is remembered."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None
text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
TOLD = ("ADOPTED", "RECLAIMED")  # the other ways out are intake's own to say
STATUS = "adoption:status"
stay = sa.table(
    "stay", sa.column("id"), sa.column("answers"), sa.column("reserved", sa.Boolean()),
    sa.column("left_at", moment()), sa.column("left_by"), sa.column("handovers", sa.JSON()),
    sa.column("heard", sa.JSON()),
)  # fmt: skip


def upgrade() -> None:
    told = op.create_table(
        "told",
        sa.Column("stay_id", text(), nullable=False),
        sa.Column("reserved", sa.Boolean(), nullable=False),
        sa.Column("left_at", moment(), nullable=True),
        sa.Column("left_by", text(), nullable=True),
        sa.Column("handovers", sa.JSON(), nullable=False),
        sa.Column("heard", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("stay_id", name=op.f("pk_told")),
    )
    op.create_table(
        "answered",
        sa.Column("event_id", text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_answered")),
    )
    op.execute(
        "INSERT INTO answered (event_id) SELECT event_id FROM inbox WHERE source = '/qingcheng/adoption'"
    )
    with op.batch_alter_table("stay", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answers", sa.BigInteger(), nullable=False, server_default="0"))
    _divide(told)
    with op.batch_alter_table("stay", schema=None) as batch_op:
        for column in ("reserved", "handovers", "heard"):
            batch_op.drop_column(column)


def _divide(told: sa.Table) -> None:
    """What was heard goes; up to where the status follows adoption, and exits of our own, stay."""
    here, by_adoption = op.get_bind(), stay.c.left_by.in_(TOLD)
    followed, rows = [], []
    for row in here.execute(sa.select(*stay.c).order_by(stay.c.id)):
        heard = {facet: sequence for facet, sequence in row.heard.items() if facet != STATUS}
        left = (row.left_at, row.left_by) if row.left_by in TOLD else (None, None)
        if STATUS in row.heard:
            followed.append({"of": row.id, "until": row.heard[STATUS]})
        if row.reserved or row.handovers or heard or any(left):
            rows.append(
                {"stay_id": row.id, "reserved": row.reserved, "left_at": left[0], "left_by": left[1],
                 "handovers": row.handovers, "heard": heard}
            )  # fmt: skip
    op.bulk_insert(told, rows)
    if followed:
        here.execute(
            sa.update(stay).where(stay.c.id == sa.bindparam("of")).values(answers=sa.bindparam("until")),
            followed,
        )
    here.execute(sa.update(stay).where(by_adoption).values(left_at=None, left_by=None))


def downgrade() -> None:
    with op.batch_alter_table("stay", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reserved", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("handovers", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("heard", sa.JSON(), nullable=False, server_default="{}"))
    _join()
    with op.batch_alter_table("stay", schema=None) as batch_op:
        batch_op.drop_column("answers")
    op.drop_table("answered")
    op.drop_table("told")


def _join() -> None:
    here = op.get_bind()
    told = sa.table(
        "told", sa.column("stay_id"), sa.column("reserved", sa.Boolean()), sa.column("left_at", moment()),
        sa.column("left_by"), sa.column("handovers", sa.JSON()), sa.column("heard", sa.JSON()),
    )  # fmt: skip
    for row in here.execute(sa.select(*told.c)).all():
        of = sa.update(stay).where(stay.c.id == row.stay_id)
        here.execute(of.values(reserved=row.reserved, handovers=row.handovers, heard=row.heard))
        if row.left_by:
            here.execute(of.values(left_at=row.left_at, left_by=row.left_by))
    answered = sa.select(stay.c.id, stay.c.answers, stay.c.heard).where(stay.c.answers > 0)
    for row in here.execute(answered).all():
        heard = row.heard | {STATUS: row.answers}
        here.execute(sa.update(stay).where(stay.c.id == row.id).values(heard=heard))

"""What stays are found by, with those that are here already; and who has taken records out."""

from collections import defaultdict

import sqlalchemy as sa
import sqlmodel
from alembic import op

from services.intake.search.words import line_of

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TOGETHER = 5000
STAYS = sa.text(
    "SELECT s.id, s.dog_id, s.stay_no, s.status, s.custody_basis, s.operation_id, s.kennel, s.division,"
    " s.opened_at, s.found_text, s.taken_in_by, d.name, d.sex, d.breed, d.colour, d.chip,"
    " o.name AS operation"
    " FROM stay s JOIN dog d ON d.id = s.dog_id LEFT JOIN operation o ON o.id = s.operation_id"
    " ORDER BY s.stay_no"
).columns(opened_at=sqlmodel.sql.sqltypes.UTCDateTime())
ON_SQLITE = (
    "CREATE VIRTUAL TABLE found_by_words USING fts5(words, content='found_by', content_rowid='serial')",
    "CREATE TRIGGER found_by_new AFTER INSERT ON found_by BEGIN"
    " INSERT INTO found_by_words (rowid, words) VALUES (new.serial, new.words); END",
    "CREATE TRIGGER found_by_changed AFTER UPDATE ON found_by BEGIN"
    " INSERT INTO found_by_words (found_by_words, rowid, words) VALUES ('delete', old.serial, old.words);"
    " INSERT INTO found_by_words (rowid, words) VALUES (new.serial, new.words); END",
    "CREATE TRIGGER found_by_gone AFTER DELETE ON found_by BEGIN"
    " INSERT INTO found_by_words (found_by_words, rowid, words) VALUES ('delete', old.serial, old.words);"
    " END",
)
# Of 赛罕区12号: 赛, 罕, 区, 12, 号, the pairs 赛罕 and 罕区, and 赛罕区. It is not PARALLEL SAFE, because
# starting workers takes longer than finding.
ON_POSTGRESQL = (
    "CREATE FUNCTION found_by_keys(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$"
    " SELECT to_tsvector('simple'::regconfig, words || ' ' || twos || ' ' || translate("
    r" regexp_replace(regexp_replace(twos, '([^ -~]{2})', '\1=\1', 'g'),"
    r" '([^ -~]{2}) [^ -~]([^ -~])', '\1\2', 'g'), '=', ' '))"
    " FROM (SELECT regexp_replace(regexp_replace(regexp_replace(words, "
    r"'([^ -~])', '\1=\1', 'g'), '([^ -~]) ([^ -~])', '\1\2', 'g'), '[ -~]+', ' ', 'g') AS twos) AS made $$",
    "CREATE INDEX found_by_words ON found_by USING gin (found_by_keys(words)) WITH (fastupdate = off)",
    "ALTER TABLE found_by ADD COLUMN day_of_words integer"
    " GENERATED ALWAYS AS (substring(words FROM 'zzday([0-9]{8})')::integer) STORED",
    "CREATE INDEX found_by_day_of_words ON found_by (serial, day_of_words)",
)


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    found_by = op.create_table(
        "found_by",
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("stay_id", text(), nullable=False),
        sa.Column("words", text(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_found_by")),
        sa.UniqueConstraint("stay_id", name=op.f("uq_found_by_stay_id")),
    )
    op.create_table(
        "export",
        sa.Column("id", text(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("purpose", text(), nullable=False),
        sa.Column("note", text(), nullable=False),
        sa.Column("q", text(), nullable=False),
        sa.Column("status", text(), nullable=False),
        sa.Column("operation_id", text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )
    with op.batch_alter_table("export", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_by"), ["by"], unique=False)
    for statement in ON_SQLITE if op.get_bind().dialect.name == "sqlite" else ON_POSTGRESQL:
        op.execute(statement)
    _enter_what_is_here(found_by)


def _enter_what_is_here(found_by: sa.Table) -> None:
    tags = defaultdict(list)
    for dog_id, code in op.get_bind().execute(sa.text("SELECT dog_id, code FROM tag ORDER BY code")):
        tags[dog_id].append(code)
    stays = op.get_bind().execute(STAYS).mappings()
    while some := stays.fetchmany(TOGETHER):
        lines = [{"stay_id": stay["id"], "words": line_of(stay, tags[stay["dog_id"]])} for stay in some]
        op.get_bind().execute(sa.insert(found_by), lines)


def downgrade() -> None:
    op.drop_table("export")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE found_by_words")
    op.drop_table("found_by")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION found_by_keys")

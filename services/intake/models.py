"""Every table of intake, for the migrations alone: a noun's own rows are in its models.py."""

from services.intake.app import NOUNS
from services.intake.table import Table as Table

ROWS = [row for noun in NOUNS for row in noun.card().rows]

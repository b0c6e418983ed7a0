"""Canaries: names, phones, ids and addresses that nobody has; each says where it was planted."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

import sqlalchemy as sa

Kind = Literal["name", "phone", "id", "address"]
KINDS: tuple[Kind, ...] = ("name", "phone", "id", "address")
LOOKS_LIKE: dict[Kind, re.Pattern[str]] = {
    "name": re.compile(r"(?:金丝雀|\\u91d1\\u4e1d\\u96c0)(\d{4})"),
    "phone": re.compile(r"1390000(\d{4})"),
    "id": re.compile(r"1501021950(\d{4})777[\dX]"),
    "address": re.compile(r"(?:无有巷|\\u65e0\\u6709\\u5df7)(\d{4})"),
}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
Found = tuple[Kind, int]


def canary(kind: Kind, number: int) -> str:
    match kind:
        case "name":
            return f"金丝雀{number:04}"
        case "phone":
            return f"1390000{number:04}"
        case "address":
            return f"无有巷{number:04}号"
    born = date(1950, 1, 1) + timedelta(days=number % 365)
    digits = f"150102{born:%Y%m%d}777"
    check = "10X98765432"[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11]
    return digits + check


def together(number: int) -> str:
    """All four in one text."""
    return "，".join(canary(kind, number) for kind in KINDS)


def in_text(text: str) -> set[Found]:
    """Every canary that can be read there. Of an id only the day of birth says where it is from."""
    return {(kind, int(number)) for kind, looks in LOOKS_LIKE.items() for number in looks.findall(text)}


@dataclass
class Planted:
    """Where each number was planted, and where its canaries were seen."""

    where: list[str] = field(default_factory=list)
    seen: dict[str, set[Found]] = field(default_factory=dict)

    def number(self, where: str) -> int:
        self.where.append(where)
        return len(self.where) - 1

    def see(self, place: str, text: str) -> None:
        if found := in_text(text):
            self.seen.setdefault(place, set()).update(found)

    def told(self, place: str) -> list[str]:
        """Which ones, and from where."""
        return sorted({f"{kind} of {self.origin(kind, number)}" for kind, number in self.seen[place]})

    def origin(self, kind: Kind, number: int) -> str:
        return "a person" if kind == "id" else self.where[number] if number < len(self.where) else "?"


def columns(url: str) -> Iterator[tuple[str, str]]:
    """Each cell of a store as text, with its table and column; of an event, with its type and field."""
    engine, tables = sa.create_engine(url, poolclass=sa.NullPool), sa.MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        for table in tables.sorted_tables:
            for row in connection.execute(sa.select(table)).mappings():
                if {"type", "data"} <= set(row):
                    yield from event(row["type"], row["data"])
                for name, cell in row.items():
                    if not ({"type", "data"} <= set(row) and name == "data"):
                        yield f"{table.name}.{name}", _as_text(cell)


def event(type: str, data: str) -> Iterator[tuple[str, str]]:
    short = type.removeprefix("cn.qingcheng.")
    for name, fact in json.loads(data).items():
        yield f"event {short} {name}", _as_text(fact)


def _as_text(cell: Any) -> str:
    if isinstance(cell, bytes | memoryview):
        return bytes(cell).decode("utf-8", "replace")
    return json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict | list) else str(cell)


def raw(files: Any) -> str:
    """What lies on the disk, whichever way it is written there."""
    return "\n".join(file.read_bytes().decode("utf-8", "replace") for file in files)

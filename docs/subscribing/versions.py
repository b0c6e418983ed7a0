"""Two versions of one event side by side: a reader takes the highest that it knows, and never both.

While `…intaken.v1` and `…v2` are said side by side, each dog is told twice, under two ids. Who knows v2
handles v2 and leaves v1; who does not, goes on with v1 and ignores v2 as any type that it does not know.
"""


def is_mine(type: str, known: set[str]) -> bool:
    """Whether an event of this type is to be handled, by a program that knows these types."""
    return type == max((one for one in known if _name(one) == _name(type)), key=_number, default=None)


def _name(type: str) -> str:
    return type.rpartition(".v")[0]


def _number(type: str) -> int:
    return int(type.rpartition(".v")[2])

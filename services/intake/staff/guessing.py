"""Which passwords somebody would guess. No rules of composition (NIST SP 800-63B): only what is likely.

All that can be foretold is taken out. The person's name and the house's words count for nothing, the most
used words of passwords (`words.txt`) and numbers for one each; a run on a keyboard or in the alphabet is
a gap, what is repeated stands once. With what is left, that must be something.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from shared.problems import Unreasonable
from shared.said import Said

SHORTEST = 10  # characters
LEFT = 4  # letters that nobody foretells, words and numbers; a character of Chinese counts as two
HOUSE = (
    "青城", "呼和浩特", "呼市", "内蒙古", "流浪犬", "收容所", "派出所", "公安局", "驿站", "密码", "管理员",
    "qingcheng", "hohhot", "huhehaote", "huhhot", "neimenggu", "liulangquan", "shourong", "gongan", "yizhan",
)  # fmt: skip
ROWS = (
    "`1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./", "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "qazwsxedcrfvtgbyhnujmikolp", "!@#$%^&*()_+",
    "01234567890", "147258369", "159753",
)  # fmt: skip
RUN = 3  # keys beside each other
AS_LETTERS = str.maketrans("0134578@$!|", "oieastbasii")
CHINESE = re.compile("[\u3400-\u9fff]")


class Guessable(Unreasonable):
    title = Said("密码太容易猜到", "The password is easy to guess")


def check(password: str, *names: str) -> None:
    """Raises `Guessable` for one that somebody who knows these names would try early."""
    if left(password, *names) < LEFT:
        raise Guessable(
            "这个密码常见，或容易猜到。请换一个，例如几个不相干的词。",
            "This password is much used or easy to guess. Choose another: some words that have nothing to do "
            "with each other, for example.",
        )


def left(password: str, *names: str) -> int:
    """How much of it nobody would foretell."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    inner = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)  # P@ssw0rd2026! is p@ssw0rd, and a number
    as_letters = f"{inner.translate(AS_LETTERS)} {'1' if inner != plain else ''}"
    texts = {text for each in (plain, as_letters) for text in (each, _without_runs(_once(each)))}
    return min(_left(each, names) for each in texts)


def _left(text: str, names: tuple[str, ...]) -> int:
    text, found, own = _once(text), 0, _parts(names) | {*HOUSE}
    for word in sorted(own.union(words()), key=len, reverse=True):
        if word in text:
            found, text = found + (word not in own), text.replace(word, " ")
    text = re.sub(r"(.)\1{2,}", r"\1", _without_runs(text))
    numbers, text = len(re.findall(r"\d+", text)), re.sub(r"[\W\d_]+", "", text)
    return found + numbers + len(text) + len(CHINESE.findall(text))


def _once(text: str) -> str:
    """wangwangwang as wang."""
    for length in range(1, len(text) // 2 + 1):
        if (text[:length] * (len(text) // length + 1))[: len(text)] == text:
            return text[:length]
    return text


def _parts(names: tuple[str, ...]) -> set[str]:
    """A name, and what it consists of: wang.fang, wang, fang."""
    whole = [unicodedata.normalize("NFKC", name).casefold() for name in names]
    parts = {part for name in whole for part in (name, *re.split(r"[\W\d_]+", name))}
    return {part for part in parts if len(part) >= (2 if CHINESE.search(part) else 3)}


def _without_runs(text: str) -> str:
    """Keys that lie beside each other, in either direction."""
    kept, at = "", 0
    while at < len(text):
        length = max(_run(text, at, row) for row in _rows())
        kept += " " if length >= RUN else text[at]
        at += length if length >= RUN else 1
    return kept


def _run(text: str, at: int, row: str) -> int:
    length = 0
    while at + length < len(text) and text[at : at + length + 1] in row:
        length += 1
    return length


@cache
def _rows() -> tuple[str, ...]:
    return ROWS + tuple(row[::-1] for row in ROWS)


@cache
def words() -> frozenset[str]:
    """Those of which passwords are made most often."""
    return frozenset(Path(__file__).with_name("words.txt").read_text("utf-8").split())

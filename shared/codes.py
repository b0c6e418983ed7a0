"""What the codes in events are called in Chinese and English: breeds, colours, divisions, sexes, sizes."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

Table = dict[str, dict[str, str]]  # a code, and its words by language
_CODES: dict[str, dict[str, dict[str, str]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
BREEDS = _CODES["breeds"]
COLOURS = _CODES["colours"]
CUSTODY_BASES = _CODES["custody_bases"]
DIVISIONS = _CODES["divisions"]
SEXES = _CODES["sexes"]
SIZES = _CODES["sizes"]

# Two-colour words come first: "black and tan" is not black. First match wins.
_COATS = {
    "tri": ("tricolo", "tri colo", "calico", "三色"),
    "bt": ("black tan", "tan black", "铁包金", "黑黄"),
    "bw": ("black white", "white black", "tuxedo", "黑白"),
    "rd": ("brown white", "white brown", "red", "rust", "mahogany", "棕白", "红"),
    "wg": ("sable", "wolf", "agouti", "狼青"),
    "gy": ("merle", "grey", "gray", "blue", "silver", "灰", "蓝", "陨石"),
    "br": ("brindle", "brown", "chocolate", "liver", "seal", "虎斑", "棕", "咖", "巧克力"),
    "yw": ("yellow", "gold", "fawn", "tan", "黄", "金"),
    "cr": ("cream", "apricot", "buff", "champagne", "奶油", "香槟", "杏", "米"),
    "bk": ("black", "黑"),
    "wh": ("white", "白"),
}


def table(known: Any, words: Mapping[str, tuple[str, str]]) -> Table:
    """The words of codes, Chinese and English: of all that a Literal or a table has, and of no other."""
    codes: Iterable[str] = get_args(known) or known
    if set(codes) != set(words):
        raise ValueError(f"codes without words, or words without a code: {sorted(set(codes) ^ set(words))}")
    return {code: {"zh": words[code][0], "en": words[code][1]} for code in codes}


def _name(table: Table, code: str | None, lang: str) -> str:
    """The code's name; words that are no code (imported records, free text) are their own name."""
    return table[code].get(lang) or table[code]["zh"] if code in table else code or ""


def breed_name(code: str | None, lang: str = "zh") -> str:
    return _name(BREEDS, code, lang)


def colour_name(code: str | None, lang: str = "zh") -> str:
    return _name(COLOURS, code, lang)


def division_name(code: str | None, lang: str = "zh") -> str:
    """A sub-district's name follows its district's: 赛罕区大学西路街道 · Daxue West Road, Saihan District."""
    own = _name(DIVISIONS, code, lang)
    if not code or code not in DIVISIONS or len(code) == 6:
        return own
    district = _name(DIVISIONS, code[:6], lang)
    return f"{own}, {district}" if lang == "en" else district + own


def sex_name(code: str | None, lang: str = "zh") -> str:
    return _name(SEXES, code, lang)


def size_name(code: str | None, lang: str = "zh") -> str:
    return _name(SIZES, code, lang)


def known_division(code: str) -> bool:
    """Whether this is a district, banner, county or sub-district of the city."""
    return code in DIVISIONS


def coat_of(colour: str | None) -> str:
    """The coat to draw: yw bt wh wg br bw cr gy tri rd bk. Guesses from the words of free text."""
    if known := COLOURS.get(colour or ""):
        return known["coat"]
    words = " ".join((colour or "").lower().replace("/", " ").replace("-", " ").replace(" and ", " ").split())
    return next((coat for coat, signs in _COATS.items() if any(sign in words for sign in signs)), "yw")

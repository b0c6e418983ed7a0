"""The kennel card: A6, hung at the kennel, in Chinese, with room for what is written by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.intake.stays.models import Dog, Stay
from services.intake.tags.paper import PRINTING, Paper, day
from shared import clock
from shared.codes import CUSTODY_BASES, breed_name, colour_name, sex_name, size_name

WEEK, CHORES = "一二三四五六日", ("早食", "晚食", "清扫")
LEFT, RIGHT, CODE = 7.0, 98.0, 24.0
FACTS, STEP = 44.0, 6.3
BY_HAND = "＿＿＿＿＿＿"
NO_HOLDS: Mapping[str, str] = {}
KEPT = {  # what a custody basis means for the dog; the first four are holds too, whatever it came in for
    "RABIES_OBSERVATION": "伤人观察 · 单独关养，不得离所",
    "EVIDENCE": "涉案 · 未经办案民警同意不得离所",
    "SEIZURE": "扣押中 · 不得离所",
    "APPEAL_PERIOD": "没收 · 决定生效前不得离所",
    "OBSERVATION": "伤人观察 · 单独关养，不得离所",
    "SEIZED": "扣押中 · 不得离所",
    "CONFISCATED": "没收 · 决定生效前不得离所",
}
CLAIM = "CLAIM_WINDOW"  # told with its day


def rule_for(stay: Stay, now: datetime, holds: Mapping[str, str] = NO_HOLDS) -> str:
    """The line in the frame: what must not be done with this dog. `holds` are what keeps it, by kind."""
    if stay.outcome:
        return "已离所"
    for kind, rule in KEPT.items():
        if kind in holds or kind == stay.custody_basis:
            return rule
    why = [words for kind, words in holds.items() if kind != CLAIM]
    if stay.claim_until and now < stay.claim_until:
        why.append(f"招领至 {day(stay.claim_until.astimezone(clock.CITY) - timedelta(seconds=1))}")
    return f"不得离所 · {'、'.join(why)}" if why else "凭交接单离所"


def facts_of(dog: Dog, stay: Stay) -> list[tuple[str, str]]:
    """What the card says of the dog; what intake does not know is left to be written by hand."""
    chip = f"尾号 {dog.chip[-4:]}" if dog.chip else "未读到"
    opened = stay.opened_at.astimezone(clock.CITY).strftime("%Y-%m-%d") if stay.opened_at else BY_HAND
    return [
        ("品种", breed_name(dog.breed)),
        ("性别", f"{sex_name(dog.sex)} · {size_name(dog.size)}"),
        ("毛色", colour_name(dog.colour)),
        ("芯片", chip),
        ("依据", CUSTODY_BASES[stay.custody_basis]["zh"]),
        ("入所", opened),
        ("体重", BY_HAND + " kg"),
        ("饲喂", "每日 ＿＿ 次，各 ＿＿＿ g"),
        ("注意", " ".join(stay.notes.split()) or BY_HAND),
    ]


@dataclass(frozen=True)
class Hung:
    """Whose card it is, the address in its QR code (none for a dog that wears no tag), and what keeps it."""

    dog: Dog
    stay: Stay
    url: str
    holds: Mapping[str, str] = field(default_factory=dict)


def cards(hung: Sequence[Hung], now: datetime) -> bytes:
    """A PDF of one page for each card."""
    with PRINTING:
        paper = Paper(105, 148, f"犬舍卡 {hung[0].stay.stay_no}" if len(hung) == 1 else "犬舍卡")
        for nth, one in enumerate(hung):
            if nth:
                paper.turn()
            _draw(paper, one, now)
        return paper.finish()


def _draw(paper: Paper, hung: Hung, now: datetime) -> None:
    _head(paper, hung, now)
    for nth, (name, told) in enumerate(facts_of(hung.dog, hung.stay)):
        beside_code = hung.url and nth * STEP < CODE + 2
        paper.words(LEFT, FACTS + nth * STEP, name, 9.5, grey=True)
        paper.words(19, FACTS + nth * STEP, told, 10.5, 47 if beside_code else RIGHT - 19)
    if hung.url:
        paper.code(RIGHT - CODE - 2, FACTS - 3.5, CODE, hung.url)
    _ticks(paper, 103, now)


def _head(paper: Paper, hung: Hung, now: datetime) -> None:
    dog, stay = hung.dog, hung.stay
    paper.words(LEFT, 21, stay.kennel or "—", 46)
    paper.words(RIGHT, 14, dog.name or "还没有名字", 17, 52, right=True)
    paper.words(RIGHT, 21, stay.stay_no, 10, right=True)
    paper.box(LEFT, 25, RIGHT - LEFT, 9, 0.6)
    paper.words(LEFT + 3, 31, rule_for(stay, now, hung.holds), 11.5, RIGHT - LEFT - 6)


def _ticks(paper: Paper, top: float, now: datetime) -> None:
    """A week of feeding and cleaning to tick, and who signs for it."""
    row, column = 7.5, (RIGHT - LEFT) / 8
    for line in range(5):
        paper.line(LEFT, top + line * row, RIGHT, top + line * row)
    for line in range(9):
        paper.line(LEFT + line * column, top, LEFT + line * column, top + 4 * row)
    for nth, name in enumerate(WEEK, 1):
        paper.words(LEFT + nth * column + 4.1, top + 5, name, 9)
    for nth, chore in enumerate(CHORES, 1):
        paper.words(LEFT + 2.2, top + nth * row + 5, chore, 9)
    monday = now.astimezone(clock.CITY) - timedelta(days=now.astimezone(clock.CITY).weekday())
    paper.words(LEFT, 140, f"本周 {day(monday)}—{day(monday + timedelta(days=6))}", 9)
    paper.words(RIGHT, 140, "饲养员 ＿＿＿＿＿＿", 9, right=True)

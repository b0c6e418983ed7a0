"""Finding any dog among 100,000 stays by one box, beside reading as many stays by their keys."""

import contextlib
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any

import sqlalchemy as sa

from services.intake.operations.models import Operation
from services.intake.search import keeping, rules, store
from services.intake.search.words import STATUSES
from services.intake.stays.models import Dog, Stay
from services.intake.table import Table
from services.intake.tags.models import Tag
from shared import migrate
from shared.codes import BREEDS, COLOURS, DIVISIONS
from shared.ids import crockford
from shared.store import Store, Work
from tests.bench.figures import Figure
from tests.servers import Postgres

STAYS, TOGETHER, ROUNDS, A_PAGE = 100_000, 5_000, 5, 50
TODAY = date(2026, 7, 13)
STREETS = ("大学西路", "昭乌达路", "新华大街", "呼伦贝尔南路", "锡林北路", "金桥路", "巴彦塔拉村", "东风市场")
SIDES = ("路口东南侧", "公交站旁", "小区南门", "12号楼后", "菜市场西口", "铁路桥下")
NAMES = (None, None, None, "豆包", "石头", "巧克力", "小黄", "Lucky")
OFFICERS = ("韩志强", "乌云其其格", "张伟", "李娜", "苏和", "王磊")
ENDED = ("ADOPTED", "RECLAIMED", "TRANSFERRED", "DECEASED", "ESCAPED")


def questions(some: dict[str, str]) -> dict[str, dict[str, Any]]:
    """One of each kind, and those that are hard: words that nearly all or no stays have together."""
    asked = {kind: {"q": q} for kind, q in some.items()}
    hard = "豆包 大学西路 罕区 路 昨天 2026-03 去年 黄 golden 乌云其其格 第117次联合行动"
    hard += " 赛罕区,黄,公 大学西路,脱逃,Lucky 路,区,黄,白,公,母 没有的地方 公,流浪"
    hard += " 白色 青城 1560000 豆包,小黄 公,黄,赛罕区,路 12号楼 猫 大学 一 HH-2026 没"
    asked |= {q: {"q": q} for q in hard.split()}
    return asked | {
        "status": {"q": "", "status": "HOLDING"},
        "status, word": {"q": "黄", "status": "ESCAPED"},
        "days": {"q": "金桥路", "since": date(2019, 3, 7), "until": date(2024, 11, 5)},
        "all": {"q": ""},
    }


def finding(url: str) -> list[Figure]:
    """The figures of one store, which is filled first."""
    migrate.upgrade("intake", url)
    kept = Store(url)
    try:
        some = _fill(kept)
        if not kept.on_sqlite:
            _tidy(kept)
        with kept.read() as work:
            times = {
                kind: _timed(lambda given=given: _ask(work, given)) for kind, given in questions(some).items()
            }
            serials = random.Random(3).sample(range(1, STAYS), A_PAGE)
            limit = _timed(lambda: store.read(work, serials))
        slowest = max(times, key=lambda kind: statistics.median(times[kind]))
        every = list(chain.from_iterable(times.values()))
        which = "SQLite" if kept.on_sqlite else "PostgreSQL"
        return [
            _figure(f"find any dog, 100,000 stays, {which} | 50 by their key", every, limit),
            _figure(f"  the slowest (wanted: 20 ms): {slowest}", times[slowest], limit),
        ]
    finally:
        kept.close()


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """A database on a PostgreSQL server; where there is none, that is said and the URL is empty."""
    server = Postgres()
    try:
        if not server.url:
            print(f"find any dog on PostgreSQL: left out ({'; '.join(server.why_not) or 'none named'})")
        yield server.database() if server.url else ""
    finally:
        server.close()


def _tidy(kept: Store) -> None:
    """What PostgreSQL does by itself within a minute or so."""
    with kept.glance() as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))


def _ask(work: Work, given: dict[str, Any]) -> None:
    q, rest = given["q"], {name: value for name, value in given.items() if name != "q"}
    store.find(work, rules.query(q, TODAY, **rest), limit=A_PAGE)
    work.expunge_all()


def _timed(act: Callable[[], Any]) -> list[float]:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        act()
        times.append(time.perf_counter() - begun)
    return times


def _figure(what: str, times: list[float], limit: list[float]) -> Figure:
    ordered = sorted(times)
    return Figure(
        what, rate=1 / statistics.mean(times), limit=1 / statistics.mean(limit),
        p50=statistics.median(times), p99=ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)],
    )  # fmt: skip


# ---- ten years of dogs ------------------------------------------------------------------------------------


def _fill(kept: Store) -> dict[str, str]:
    """Rows as ten years would leave them; answers a tag, a chip, a number and its tail that are there."""
    chance = random.Random(7)
    with kept.write() as work:
        work.connection().execute(
            sa.insert(Operation), [_whole(Operation, _operation(n)) for n in range(280)]
        )
    for start in range(0, STAYS, TOGETHER):
        dogs, stays, tags = zip(*(_one(n, chance) for n in range(start, start + TOGETHER)), strict=True)
        with kept.write() as work:
            for table, rows in ((Dog, dogs), (Stay, stays), (Tag, tags)):
                work.connection().execute(sa.insert(table), [_whole(table, row) for row in rows])
            keeping.enter(work, [dog["id"] for dog in dogs])
    return {"tag": tags[9]["code"], "chip": dogs[9]["chip"], "number": stays[9]["stay_no"], "tail": "4217"}


def _whole(table: type[Table], row: dict[str, Any]) -> dict[str, Any]:
    """With what the row has by default."""
    return table(**row).model_dump()


def _operation(n: int) -> dict[str, Any]:
    at = datetime(2016, 7, 14, tzinfo=UTC) + timedelta(days=13 * n)
    return {"id": f"operation-{n}", "name": f"第{n}次联合行动", "division": "150105", "started_at": at}


def _one(n: int, chance: random.Random) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    at = datetime(2016, 7, 14, 12, tzinfo=UTC) + timedelta(minutes=n * 52.5)
    coded = {"sex": chance.choice(("male", "female")), "size": chance.choice("SML")}
    coded |= {"breed": chance.choice(list(BREEDS)), "colour": chance.choice(list(COLOURS))}
    dog = {"id": f"dog-{n}", "name": chance.choice(NAMES), "chip": f"156{n:012d}", **coded}
    stay = {
        "id": f"stay-{n}", "dog_id": dog["id"], "stay_no": f"HH-{at.year}-{n + 1:06d}",
        "custody_basis": "STRAY", "operation_id": f"operation-{n * 280 // STAYS}" if n % 3 == 0 else None,
        "status": chance.choice(list(STATUSES)) if n > STAYS - 400 else chance.choice(ENDED),
        "kennel": f"{chance.choice('ABCD')}{chance.randrange(40):02d}", "opened_at": at,
        "found_text": chance.choice(STREETS) + chance.choice(SIDES),
        "division": chance.choice(list(DIVISIONS)), "taken_in_by": chance.choice(OFFICERS),
    }  # fmt: skip
    return dog, stay, {"code": crockford(12), "dog_id": dog["id"], "issued_at": at, "status": "ACTIVE"}

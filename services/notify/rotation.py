"""A secret is replaced with an overlap, and what was promised of the one before is not cut short."""

from datetime import datetime

from shared import clock
from shared.problems import Problem
from shared.said import Said


class StillGood(Problem):
    title = Said("上次更换还没有结束", "The last rotation is not over")


def must_be_over(until: datetime | None, overlap: object, now: datetime) -> None:
    """Whether the next rotation may begin: with no overlap always, as when a secret has leaked."""
    if overlap and until and until > now:
        raise StillGood(
            f"上一个密钥还用到 {clock.text(until)}；要让旧密钥都立即失效，请把重叠设为 0。",
            f"The one before is good until {clock.text(until)}. To end all old ones at once, let them "
            "overlap for 0.",
        )

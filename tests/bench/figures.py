"""What is measured, and how it is said."""

from dataclasses import dataclass

DOG = {
    "custody_basis": "STRAY",
    "found_at": {"text": "大学西路", "division": "150105"},
    "found_time": "2026-07-13T23:41:00+08:00",
    "sex": "male",
    "breed": "RURAL",
    "colour": "YWW",
    "age_months": 24,
    "size": "M",
}


@dataclass(frozen=True)
class Figure:
    """One measured thing and, where there is one, its limit in the same run."""

    what: str
    rate: float
    limit: float | None = None
    at_least: float | None = None
    p50: float | None = None
    p99: float | None = None

    def __str__(self) -> str:
        times = f"{self.p50 * 1000:8.1f} {self.p99 * 1000:8.1f}" if self.p50 and self.p99 else " " * 17
        ratio = f"{self.rate / self.limit:7.0%}" if self.limit else " " * 7
        wanted = f"{self.at_least:7.0%}" if self.at_least else " " * 7
        return f"{self.what:<58}{self.rate:9,.0f} {times} {ratio} {wanted}"


HEAD = f"{'':<58}{'per s':>9} {'p50 ms':>8} {'p99 ms':>8} {'ratio':>7} {'wanted':>7}"

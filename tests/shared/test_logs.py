"""A line for each thing; a server that is away does not fill the log; no line names a person."""

import io
import json
import logging
import socket
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from redis.exceptions import ConnectionError
from sqlalchemy.exc import OperationalError

from shared import logs, trace
from shared.store import StoreUnavailable

GONE = ConnectionError("Connection refused")


@pytest.fixture
def written() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A log of its own, for machines."""
    out, log = io.StringIO(), logging.Logger("qingcheng.tried")
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.ForMachines())
    handler.addFilter(logs.Calm())
    log.addHandler(handler)
    return log, out  # type: ignore[return-value]


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


AWAY = [
    GONE,
    StoreUnavailable("locked"),
    OSError(28, "No space left"),
    OperationalError("select", {}, OSError()),
]


@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
def test_who_is_away_is_one_line_without_a_traceback(error: Exception, written: Any) -> None:
    log, out = written
    for _ in range(1000):
        log.warning("cannot listen: %s", error)
        log.error("a loop ended", exc_info=error)

    assert len(lines(out)) == 2
    assert "Traceback" not in out.getvalue()
    assert type(error).__name__ in lines(out)[1]["says"]


def test_the_next_line_says_how_many_were_left_out(written: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    log, out = written
    now = [100.0]
    monkeypatch.setattr("shared.logs.time.monotonic", lambda: now[0])
    for _ in range(5):
        log.warning("cannot read: %s", GONE)
    now[0] += logs.ONCE_IN + 1
    log.warning("cannot read: %s", GONE)

    assert [one["says"] for one in lines(out)] == [
        "cannot read: Connection refused", "cannot read: Connection refused (+4)"
    ]  # fmt: skip


def test_an_error_of_ours_keeps_its_traceback_once_and_every_line(written: Any) -> None:
    log, out = written
    for _ in range(3):
        log.error("it ended", exc_info=ValueError("ours"))

    assert ["error" in one for one in lines(out)] == [True, False, False]
    assert "ValueError" in lines(out)[2]["says"]


def test_others_are_heard_while_one_is_away(written: Any) -> None:
    log, out = written
    for stream in ("a", "b"):
        log.warning("%s cannot listen: %s", stream, GONE)
    log.warning("something else")

    assert len(lines(out)) == 3


def test_what_came_of_a_server_that_is_away_is_away_too(written: Any) -> None:
    log, out = written
    try:
        raise RuntimeError("in a task") from GONE
    except RuntimeError as error:
        log.error("it ended", exc_info=error)
    log.error("they ended", exc_info=ExceptionGroup("both", [GONE, OSError()]))

    assert "Traceback" not in out.getvalue()


def test_a_line_for_machines_says_when_who_and_what_about(written: Any) -> None:
    log, out = written
    traced = trace.current.set("00-" + "a" * 32 + "-" + "b" * 16 + "-01")
    of = logs.service.set("registry")
    log.warning("换行\n不算 is one line", extra={"event": "e1", "dog": "d1"})
    trace.current.reset(traced)
    logs.service.reset(of)

    [said] = lines(out)
    assert datetime.fromisoformat(said.pop("at")).isoformat().endswith("+08:00")
    assert said == {
        "level": "warning", "logger": "qingcheng.tried", "service": "registry",
        "says": "换行\n不算 is one line", "event": "e1", "dog": "d1", "trace": "a" * 32,
    }  # fmt: skip


def test_a_line_for_people_has_the_time_of_the_city() -> None:
    record = logging.LogRecord("a", logging.INFO, "", 0, "done", None, None)
    record.created = 0.0

    line = logs.ForPeople("%(asctime)s %(levelname)s %(name)s%(of)s: %(message)s").format(record)

    assert line == "1970-01-01T08:00:00.000+08:00 INFO a: done"


def test_syslog_gets_a_copy_and_one_that_is_away_is_nobody_s_error() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)
        handler = logs._to_syslog(f"udp://127.0.0.1:{server.getsockname()[1]}")
        handler.setFormatter(logs.ForMachines())
        handler.emit(logging.LogRecord("a", logging.WARNING, "", 0, "完成 done", None, None))
        heard = server.recv(4096).decode()

    assert heard.startswith("<12>qingcheng: {") and "完成 done" in heard
    handler.close()

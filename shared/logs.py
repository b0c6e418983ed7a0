"""What is written down while it runs: a line for each thing, for people or for machines; never a person.

Settings: QINGCHENG_LOG is `text` or `json`, QINGCHENG_SYSLOG where a copy goes.
"""

import json
import logging
import logging.handlers
import sys
import time
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from redis.exceptions import RedisClusterException, RedisError
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError

from shared import clock, trace
from shared.envelope import Envelope
from shared.store import StoreUnavailable

AWAY = (
    StoreUnavailable, OperationalError, InterfaceError, TimeoutError, RedisError, RedisClusterException,
    OSError, EOFError,
)  # fmt: skip
ONCE_IN = 10.0  # seconds: one line of a server that is away from each place that asks it
PLACES = 1000  # that are remembered
NAMED = ("event", "dog")  # what a record may say it is about

service: ContextVar[str] = ContextVar("service", default="")


def about(envelope: Envelope) -> dict[str, str]:
    """What a line about this event has with it."""
    dog = envelope.data.get("dog_id") if isinstance(envelope.data, dict) else None
    return {"event": envelope.id} | ({"dog": str(dog)} if dog else {})


class Calm(logging.Filter):
    """A server that is away is one line from each place every ten seconds, without a traceback.

    Any other error has its traceback; said again from the same place within ten seconds, the line alone.
    """

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[Any, float] = {}
        self.left_out: dict[Any, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Decides once, whatever number of handlers ask."""
        if "is_said" not in vars(record):
            vars(record)["is_said"] = self._is_said(record)
        return bool(vars(record)["is_said"])

    def _is_said(self, record: logging.LogRecord) -> bool:
        error = _error_of(record)
        if error is None:
            return True
        away, place = _is_away(error), (record.name, record.msg, _facts(record), type(error))
        again = time.monotonic() - self.said.get(place, -ONCE_IN) < ONCE_IN
        if again and away:
            self.left_out[place] = self.left_out.get(place, 0) + 1
            return False
        if not again:
            self._note(place)
        if record.exc_info and (again or away):
            record.msg, record.args = f"{record.getMessage()} ({_short(error)})", None
            record.exc_info = record.exc_text = None
        if left_out := self.left_out.pop(place, 0):
            record.msg, record.args = f"{record.getMessage()} (+{left_out})", None
        return True

    def _note(self, place: Any) -> None:
        if len(self.said) >= PLACES:
            self.said.clear()
        self.said[place] = time.monotonic()


def _error_of(record: logging.LogRecord) -> BaseException | None:
    if record.exc_info and isinstance(record.exc_info, tuple) and record.exc_info[1]:
        return record.exc_info[1]
    args = record.args if isinstance(record.args, tuple) else ()
    return next((one for one in args if isinstance(one, BaseException) and _is_away(one)), None)


def _facts(record: logging.LogRecord) -> str:
    """What the line says besides the error; numbers that count up make no other place of it."""
    args = record.args if isinstance(record.args, tuple) else ()
    return " ".join(str(one) for one in args if isinstance(one, str))


def _is_away(error: BaseException | None) -> bool:
    """Whether it, what it came from, or all that it is made of says that a server is away."""
    for _ in range(10):
        if error is None:
            return False
        if isinstance(error, BaseExceptionGroup):
            return all(map(_is_away, error.exceptions))
        if isinstance(error, AWAY):
            return True
        error = error.__cause__
    return False


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {getattr(error, 'orig', None) or error}".splitlines()[0][:200]


class ForPeople(logging.Formatter):
    """A line to read."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return moment(record)

    def format(self, record: logging.LogRecord) -> str:
        record.of = f" [{name}]" if (name := _service(record)) else ""
        return super().format(record)


class ForMachines(logging.Formatter):
    """A JSON object in one line; what is not known is not in it."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "at": moment(record), "level": record.levelname.lower(), "logger": record.name,
            "service": _service(record), "says": record.getMessage(), **dict(_named(record)),
            "trace": trace.current.get()[3:35], "error": _told(record),
        }  # fmt: skip
        return json.dumps({key: value for key, value in said.items() if value}, ensure_ascii=False)


def moment(record: logging.LogRecord) -> str:
    """RFC 3339 in the city's own time, +08:00."""
    return datetime.fromtimestamp(record.created, clock.CITY).isoformat(timespec="milliseconds")


def _service(record: logging.LogRecord) -> str:
    return str(getattr(record, "service", "") or service.get())


def _named(record: logging.LogRecord) -> Iterator[tuple[str, str]]:
    for name in NAMED:
        if value := getattr(record, name, None):
            yield name, str(value)


def _told(record: logging.LogRecord) -> dict[str, str]:
    """Its kind and where; the words are in `says` where they may stand there."""
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    if error is None:
        return {}
    return {"kind": type(error).__name__, "traceback": "".join(traceback.format_exception(error))}


def begin(style: str = "text", syslog: str = "") -> None:
    """From now on all that is logged goes to stderr, and a copy to where `syslog` says."""
    formatter = _formatter(style)
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    if syslog:
        logging.raiseExceptions = False  # a syslog server that is away is nobody's error
        handlers.append(_to_syslog(syslog))
        handlers[-1].setFormatter(ForMachines())
    handlers[0].setFormatter(formatter)
    calm = Calm()
    for handler in handlers:
        handler.addFilter(calm)
    logging.basicConfig(level=logging.INFO, handlers=handlers)


def _formatter(style: str) -> logging.Formatter:
    if style == "json":
        return ForMachines()
    return ForPeople("%(asctime)s %(levelname)s %(name)s%(of)s: %(message)s")


def _to_syslog(url: str) -> logging.handlers.SysLogHandler:
    """udp://host:514 or unix:///dev/log: neither waits for whoever reads it."""
    to = urlsplit(url)
    address: Any = to.path if to.scheme == "unix" else (to.hostname, to.port or 514)
    handler = logging.handlers.SysLogHandler(address)
    handler.append_nul, handler.ident = False, "qingcheng: "
    return handler

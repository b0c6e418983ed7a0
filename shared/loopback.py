"""The port of this machine alone where subscribers find our Redis."""

import logging
import socket

from shared.refusal import CannotStart

log = logging.getLogger(__name__)
PORTS = range(6379, 6479)


def choose(given: int | None, last: int) -> int:
    """The one that was given (0: none), else that of the last start, else the first that is free.

    Raises `CannotStart`.
    """
    if given is not None:
        if given and not is_free(given):
            raise CannotStart(
                f"无法使用端口 {given}：请换一个 --redis-port，或用 0 表示不要。",
                f"Cannot listen on port {given}: give another --redis-port, or 0 for none.",
            )
        return given
    port = next((port for port in (last, *PORTS) if port and is_free(port)), 0)
    if not port:
        raise CannotStart(
            f"端口 {PORTS[0]}–{PORTS[-1]} 都已占用：请用 --redis-port 指定。",
            f"The ports from {PORTS[0]} to {PORTS[-1]} are all taken: give another --redis-port.",
        )
    if last and port != last:
        log.warning("port %d is taken: subscribers find Redis at %d from now on", last, port)
    return port


def is_free(port: int) -> bool:
    with socket.socket() as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind(("127.0.0.1", port))
            trying.listen()
        except (OSError, OverflowError):
            return False
    return True

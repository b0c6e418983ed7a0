"""Somebody genuine: scans tags and takes dogs in. `python -m tests.abuse.genuine URL TOKEN CODE SECONDS`."""

import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.bench.figures import DOG

SCANS, DOGS = 25.0, 4.0  # a second: several officers, and a street of citizens
PATIENCE = 20.0  # seconds, then it counts as failed


@dataclass
class Ways:
    """How long it took, and how often it did not end well."""

    took: list[float] = field(default_factory=list)
    failed: dict[str, int] = field(default_factory=Counter)  # by status


async def ask(host: str, port: int, request: bytes, wanted: str, ways: Ways) -> None:
    """On a connection of its own, as a phone in the street does."""
    began = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(request)
                answer = await reader.read()
            finally:
                writer.close()
        if (status := answer[9:12].decode("latin-1") or "none") != wanted:
            ways.failed[status] += 1
    except (OSError, TimeoutError) as error:
        ways.failed[type(error).__name__] += 1
    ways.took.append(time.perf_counter() - began)


async def main(url: str, token: str, code: str, seconds: float) -> None:
    asked, body = urlsplit(url), json.dumps(DOG).encode()
    host, port = asked.hostname or "127.0.0.1", asked.port or 80
    end = f"Host: {asked.netloc}\r\nConnection: close\r\nAccept: application/json\r\n"
    scan = f"GET /t/{code} HTTP/1.1\r\n{end}\r\n".encode()
    take_in = (
        f"POST /intake/v1/dogs HTTP/1.1\r\n{end}Authorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body
    scans, dogs, until = Ways(), Ways(), time.perf_counter() + seconds

    async def often(request: bytes, wanted: str, ways: Ways, each_second: float) -> None:
        """At a steady pace, whether or not the last one is answered: nobody waits for the others."""
        going = set[asyncio.Task[None]]()
        while time.perf_counter() < until:
            going.add(asyncio.create_task(ask(host, port, request, wanted, ways)))
            await asyncio.sleep(1 / each_second)
        await asyncio.gather(*going)

    await asyncio.gather(often(scan, "200", scans, SCANS), often(take_in, "201", dogs, DOGS))
    print(json.dumps({"scan": vars(scans), "dog": vars(dogs)}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])))

"""Keep-alive clients in a process of their own: `python -m tests.bench.load URL TOKEN CLIENTS SECONDS`."""

import asyncio
import json
import sys
import time
from urllib.parse import urlsplit

from tests.bench.figures import DOG


async def client(host: str, port: int, request: bytes, until: float, took: list[float]) -> int:
    """Posts until the time is up; returns how often the answer was not 201."""
    reader, writer = await asyncio.open_connection(host, port)
    refused = 0
    while (begun := time.perf_counter()) < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        took.append(time.perf_counter() - begun)
        refused += not head.startswith(b"HTTP/1.1 201")
    writer.close()
    return refused


async def main(url: str, token: str, clients: int, seconds: float) -> None:
    asked, body = urlsplit(url), json.dumps(DOG).encode()
    request = (
        f"POST {asked.path} HTTP/1.1\r\nHost: {asked.netloc}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body
    took: list[float] = []
    until = time.perf_counter() + seconds
    host, port = asked.hostname or "127.0.0.1", asked.port or 80
    refused = await asyncio.gather(*(client(host, port, request, until, took) for _ in range(clients)))
    took.sort()
    figures = {"rate": len(took) / seconds, "p50": took[len(took) // 2], "p99": took[len(took) * 99 // 100]}
    print(json.dumps(figures | {"refused": sum(refused)}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))

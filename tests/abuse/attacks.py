"""The attacks. `python -m tests.abuse.attacks NAME URL TOKEN SECONDS`: ends by itself, aims at 127/8 alone.

They come from many addresses of 127/8, and say at the end what was answered to them, by status.
"""

import asyncio
import itertools
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

from PIL import Image

from tests.who_may import TABLE

HOST = b"Host: localhost\r\n"  # a name of ours: another is refused before anything else
ATTACKS: dict[str, Callable[["Target"], Awaitable[None]]] = {}
EACH_SECOND, CONNECTIONS = 60, 1_100
RAMP = 8.0  # seconds, until an attack is in full swing
PLACES = itertools.cycle(f"127.0.{block}.{number}" for block in range(1, 4) for number in range(2, 42))


class Target:
    """Whom it aims at, and what it was answered."""

    def __init__(self, url: str, token: str, seconds: float) -> None:
        asked = urlsplit(url)
        self.url, self.token, self.host, self.port = url, token, asked.hostname or "", asked.port or 80
        if not self.host.startswith("127."):
            raise SystemExit("at this machine only")
        self.until = time.monotonic() + seconds
        self.answers: Counter[str] = Counter()

    def goes_on(self) -> bool:
        return time.monotonic() < self.until

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(self.host, self.port, local_addr=(next(PLACES), 0))

    async def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
        """One request; its answer is counted."""
        head = {"Host": "localhost", "Connection": "close", "Content-Length": str(len(body))} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        lines = "\r\n".join([f"{method} {path} HTTP/1.1", *(f"{n}: {v}" for n, v in head.items()), "", ""])
        answer = b""
        try:
            async with asyncio.timeout(max(1.0, self.until - time.monotonic() + 20)):
                reader, writer = await self.connect()
                try:
                    writer.write(lines.encode() + body)
                    answer = await reader.read()
                finally:
                    writer.close()
        except (OSError, TimeoutError):
            pass
        self.answers[answer[9:12].decode("latin-1") or "none"] += 1
        return answer.partition(b"\r\n\r\n")[2]

    async def flood(self, ask: Callable[[], Awaitable[Any]], each_second: float = EACH_SECOND) -> None:
        going = set[asyncio.Task[Any]]()
        while self.goes_on():
            task = asyncio.ensure_future(ask())
            going.add(task)
            task.add_done_callback(going.discard)
            await asyncio.sleep(1 / each_second)
        await asyncio.gather(*going, return_exceptions=True)

    async def hold(self, sent: Callable[[], bytes], many: int = CONNECTIONS) -> None:
        """Opens so many connections, says that on each, and begins again with those that were closed."""

        async def one(number: int) -> None:
            await asyncio.sleep(RAMP * number / many)
            while self.goes_on():
                try:
                    reader, writer = await self.connect()
                    writer.write(sent())
                    async with asyncio.timeout(max(0.1, self.until - time.monotonic())):
                        answer = await reader.read(200)
                        while answer and await reader.read(65_536):
                            pass
                    self.answers[answer[9:12].decode("latin-1") or "closed"] += 1
                    writer.close()
                except TimeoutError:
                    self.answers["held"] += 1
                except OSError:
                    self.answers["none"] += 1
                await asyncio.sleep(random.uniform(RAMP / 2, RAMP))

        await asyncio.gather(*(one(number) for number in range(many)))


def attack(function: Callable[[Target], Awaitable[None]]) -> Callable[[Target], Awaitable[None]]:
    ATTACKS[function.__name__] = function
    return function


# ---- what a stranger may say: every public door, found from the table of who may ---------------------------


def public_doors(target: Target) -> list[tuple[str, dict[str, Any]]]:
    """Path and a body that fits, of each door that takes JSON from everyone."""
    found = []
    for line in filter(None, map(str.split, TABLE.splitlines())):
        method, path, *who = line
        if method == "POST" and "/v1/" in path and "everyone" in who:
            service = path.split("/")[1]
            told = json.load(urlopen(f"{target.url}/{service}/openapi.json"))
            door = told["paths"][path]["post"]
            schema = (
                door.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            )
            found.append((path, body_of(schema, told)))
    return found


def body_of(schema: dict[str, Any], told: dict[str, Any]) -> Any:
    """What fits, as far as its examples say."""
    if "$ref" in schema:
        return body_of(told["components"]["schemas"][schema["$ref"].rpartition("/")[2]], told)
    if "examples" in schema:
        return schema["examples"][0]
    if "properties" in schema:
        return {name: body_of(schema["properties"][name], told) for name in schema.get("required", ())}
    kinds = {"integer": 1, "number": 1.0, "boolean": True, "array": [], "object": {}}
    return kinds.get(schema.get("type", ""), "13987654321")


@attack
async def public_doors_flooded(target: Target) -> None:
    """Claims, applications, visits, codes, log-in: whatever everyone may send, with dogs of the gallery."""
    doors = itertools.cycle(public_doors(target))
    dogs = json.load(urlopen(f"{target.url}/adoption/v1/dogs"))
    ids = [one["dog_id"] for one in dogs["dogs"]] or ["x"]

    async def ask() -> None:
        path, body = next(doors)
        for name in ("dog_id", "reclaim_id", "application_id", "visit_id"):
            path = path.replace(f"{{{name}}}", random.choice(ids))
        if isinstance(body, dict) and "phone" in body:
            body = body | {"phone": f"139{random.randrange(10**8):08}"}
        await target.send("POST", path, json.dumps(body).encode(), Content_Type="application/json")

    await target.flood(ask)


@attack
async def log_in_tries(target: Target) -> None:
    async def ask() -> None:
        body = {"username": f"user{random.randrange(1000)}", "password": "wrong-wrong-wrong"}
        await target.send(
            "POST", "/intake/v1/session", json.dumps(body).encode(), Content_Type="application/json"
        )

    await target.flood(ask)


# ---- who sends too much, or nothing -----------------------------------------------------------------------


@attack
async def big_bodies_of_nobody(target: Target) -> None:
    """8 at a time, 50 MB each."""
    paths = ("/intake/v1/imports", "/adoption/v1/imports", "/intake/v1/dogs", "/adoption/v1/visits")

    async def one(number: int) -> None:
        path, chunked = paths[number % 4], number < 4
        head = [f"POST {path} HTTP/1.1", "Host: localhost"]
        head.append("Content-Type: text/csv" if "imports" in path else "Content-Type: application/json")
        head.append("Transfer-Encoding: chunked" if chunked else "Content-Length: 50000000")
        some = b"186a0\r\n" + b"x" * 100_000 + b"\r\n" if chunked else b"x" * 100_000
        while target.goes_on():
            reader, writer = await target.connect()
            writer.write("\r\n".join([*head, "", ""]).encode())
            try:
                for _ in range(500):
                    writer.write(some)
                    await writer.drain()
                    await asyncio.sleep(0.01)
                    if not target.goes_on():
                        break
                async with asyncio.timeout(2):
                    target.answers[(await reader.read(200))[9:12].decode("latin-1") or "closed"] += 1
            except (OSError, TimeoutError):
                target.answers["closed"] += 1
            writer.close()

    await asyncio.gather(*(one(number) for number in range(8)))


@attack
async def half_heads(target: Target) -> None:
    await target.hold(lambda: b"GET / HTTP/1.1\r\n" + HOST + b"Cookie: ")


@attack
async def half_bodies(target: Target) -> None:
    head = HOST + b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
    await target.hold(lambda: b"POST /adoption/v1/visits HTTP/1.1\r\n" + head)


@attack
async def silent_connections(target: Target) -> None:
    await target.hold(lambda: b"")


@attack
async def open_streams(target: Target) -> None:
    await target.hold(
        lambda: b"GET /notify/v1/events/stream HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
    )


# ---- what is made to be hard to read: from somebody with a stolen account ----------------------------------


def scans() -> bytes:
    written = BytesIO()
    Image.effect_noise((1500, 1500), 60).save(written, "JPEG", progressive=True)
    one = written.getvalue()
    last = one.rindex(b"\xff\xda")
    return one[:last] + b"".join([one[last : last + 120]] * 3_000) + one[-2:]


def markup() -> bytes:
    written = BytesIO()
    Image.new("RGB", (96, 64)).save(written, "JPEG")
    return written.getvalue() + b"<svg " * 3_000_000


@attack
async def crafted_photos(target: Target) -> None:
    bearer = {"Authorization": f"Bearer {target.token}"}
    dogs = json.loads(await target.send("GET", "/intake/v1/dogs?limit=1", b"", **bearer))
    dog = dogs["dogs"][0]["dog_id"]
    bombs = itertools.cycle([scans(), markup()])

    async def one() -> None:
        while target.goes_on():
            path = f"/intake/v1/dogs/{dog}/photos"
            await target.send("POST", path, next(bombs), Content_Type="image/jpeg", **bearer)

    await asyncio.gather(one(), one())


@attack
async def wide_tables(target: Target) -> None:
    """40,000 columns, and rows that are short."""
    table = (",".join(f"c{number}" for number in range(40_000)) + "\n" + "1\n" * 20_000).encode()
    bearer = {"Authorization": f"Bearer {target.token}", "Content_Type": "text/csv"}

    async def one() -> None:
        while target.goes_on():
            await target.send("POST", "/intake/v1/imports/previews", table, **bearer)
            await target.send("POST", "/adoption/v1/imports", table, **bearer)

    await asyncio.gather(one(), one())


@attack
async def rows_to_refuse(target: Target) -> None:
    """Looked at, not begun: thousands of rows, each wrong."""
    columns = "external_ref,found_text,division,found_time,colour,breed,sex,size\n"
    rows = "".join(f"{number},大学西路,150105,昨天,YW,RURAL,boy,M\n" for number in range(8_000))
    bearer = {"Authorization": f"Bearer {target.token}", "Content_Type": "text/csv"}

    while target.goes_on():
        await target.send("POST", "/intake/v1/imports/previews", (columns + rows).encode(), **bearer)


async def main(name: str, url: str, token: str, seconds: float) -> None:
    target = Target(url, token, seconds)
    await ATTACKS[name](target)
    print(json.dumps(target.answers))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])))

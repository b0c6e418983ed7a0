"""Pictures to send: small ones as a phone makes them, and what pretends to be one."""

import base64
import struct
import zlib
from io import BytesIO

from PIL import Image

SAND, BLUE = (200, 160, 90), (20, 20, 200)
GPS = {1: "N", 2: (40.0, 50.0, 24.0), 3: "E", 4: (111.0, 45.0, 0.0)}
ORIENTATION, MAKE = 0x0112, 0x010F
# 96 × 64, sand with a blue corner, taken with the phone upright (a quarter turn), with maker and GPS.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAaFtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ADRpbG9jAAAAAERAAAIAAQAAAAABxQABAAAAAAAAADYAAgAAAAAB+wABAAAAAAAAAKwAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAA"
    "AAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA4GlwcnAAAADAaXBjbwAAAHhodmNDAQNwAAAA"
    "kAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbq"
    "SSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABgAAAAQAAAABBw"
    "aXhpAAAAAAMICAgAAAAJaXJvdAMAAAAYaXBtYQAAAAAAAAABAAEFgQIDBIUAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAOpt"
    "ZGF0AAAAMigBrxmA/UKG//Iap91Ybo0vdQwLbaPsQ7NWsrLtd1kPbpd/ev4bxZZj9Ytg+fT+y5wQAAAABkV4aWYAAE1NACoAAAAI"
    "AAMBDwACAAAACgAAADIBEgADAAAAAQAGAACIJQAEAAAAAQAAADwAAAAAVGVzdFBob25lAAAEAAEAAgAAAAJOAAAAAAIABQAAAAMA"
    "AAByAAMAAgAAAAJFAAAAAAQABQAAAAMAAACKAAAAAAAAACgAAAABAAAAMgAAAAEAAAAYAAAAAQAAAG8AAAABAAAALQAAAAEAAAAA"
    "AAAAAQ=="
)


def picture(width: int = 96, height: int = 64, mode: str = "RGB") -> Image.Image:
    """Sand, with a blue corner at the top left."""
    made = Image.new("RGB", (width, height), SAND)
    made.paste(BLUE, (0, 0, width // 3, height // 3))
    return made.convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes into a photo: how it was held, who made it, and where."""
    told = Image.Exif()
    told[ORIENTATION], told[MAKE] = orientation, "TestPhone"
    told.get_ifd(0x8825).update(GPS)
    return told


def photo(
    kind: str = "JPEG", orientation: int = 1, width: int = 96, height: int = 64, mode: str = "RGB"
) -> bytes:
    """A photo as a phone sends it, EXIF with GPS and all."""
    written = BytesIO()
    more = {"comment": b"shot at 40.84 N 111.75 E"} if kind == "JPEG" else {}
    picture(width, height, mode).save(written, kind, exif=exif(orientation), **more)
    return written.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says that it is this large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(64))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def seen(shown: bytes) -> Image.Image:
    """What the browser gets, decoded."""
    return Image.open(BytesIO(shown), formats=("JPEG",))

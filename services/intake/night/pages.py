"""What a phone keeps of the page of intake, so that it opens without network: scripts and a service worker.

Everything lies under `/intake/`, because a worker serves the folder that it comes from. The version is in
the scripts' address: a new page never runs with old scripts, nor an old page with new ones.
"""

import functools
import hashlib
import json
import re
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

from shared import pages
from shared.problems import NotFound

files = APIRouter(prefix="/intake", include_in_schema=False)
HERE = Path(__file__).parent
STATIC = HERE / "static"
INTAKE = HERE.parent
SCRIPT = "text/javascript; charset=utf-8"
SHOWN = re.compile(r"\{\{ static \}\}/([\w.]+)")


@functools.cache
def version() -> str:
    """Changes with everything that the page is made of."""
    rooms = [home / room for home in (INTAKE, pages.HERE) for room in ("templates", "locale")]
    parts = [file for folder in (STATIC, *rooms) for file in sorted(folder.glob("*.*"))]
    parts += [pages.STATIC / name for name in _look()]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in parts)).hexdigest()[:12]


@functools.cache
def _look() -> list[str]:
    """What the layout of every page takes from the shared folder."""
    layouts = (pages.HERE / "templates" / name for name in ("layout.html", "staff.html"))
    return sorted({name for file in layouts for name in SHOWN.findall(file.read_text(encoding="utf-8"))})


def scripts() -> str:
    """The folder of this version's scripts."""
    return f"/intake/night/{version()}"


def worker() -> str:
    """The service worker, with the list of what it keeps."""
    kept = [f"/intake/static/{name}" for name in _look()]
    kept += [f"{scripts()}/{name}" for name in sorted(_scripts()) if name != "worker.js"]
    told = f"const VERSION = {json.dumps(version())};\nconst FILES = {json.dumps(kept, indent=2)};\n"
    return told + _scripts()["worker.js"]


@functools.cache
def _scripts() -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in STATIC.glob("*.js")}


@files.get("/worker.js")
async def show_worker() -> Response:
    return Response(worker(), media_type=SCRIPT, headers={"Cache-Control": "no-cache"})


@files.get("/night/{made}/{name}")
async def show_script(made: str, name: str) -> Response:
    """A script of the page. One of another version is gone: the page that wanted it is to be loaded anew."""
    if made != version() or name not in _scripts():
        raise NotFound("页面已更新，请刷新。", "The page has changed: load it again.")
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(_scripts()[name], media_type=SCRIPT, headers=headers)

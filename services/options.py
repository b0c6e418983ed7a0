"""What several commands ask for: where 青城 runs, who logs in, and why it is done."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from shared.client import Client

Data = Annotated[Path, typer.Option(envvar="QINGCHENG_DATA", help="数据目录 Where everything is kept.")]
Url = Annotated[str, typer.Option(envvar="QINGCHENG_URL", help="青城的地址 Where it runs.")]
Username = Annotated[str, typer.Option(help="登录名 Who logs in, where QINGCHENG_TOKEN is not set.")]
Why = Annotated[str, typer.Option(help="原因，记录在案 The reason; it is recorded.")]
HERE = "http://localhost:8000"


def client(url: str, username: str) -> "Client":
    """With QINGCHENG_TOKEN, else with a password that is asked for."""
    from shared.client import signed_in

    return signed_in(url, username, os.environ.get("QINGCHENG_TOKEN", ""))

"""`qingcheng subscribers …`: the commands for machines that read. Each imports what it needs when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from services.options import HERE, Data, Url, Username, Why, client

commands = typer.Typer(no_args_is_help=True, help="订阅方 The machines that read our events.")
Restricted = Annotated[bool, typer.Option("--restricted", help="限制级事件也可读 Restricted events too.")]
WhichRedis = Annotated[
    str,
    typer.Option(envvar="QINGCHENG_REDIS_URL", help="默认为自带的 That of `qingcheng up` if not said."),
]


@commands.command("list")
def list_subscribers(url: Url = HERE, username: Username = "admin") -> None:
    """列出。Lists them, with what each may read and when it last did."""
    from services import machines

    machines.show(client(url, username))


@commands.command("add")
def add_subscriber(
    name: str,
    contact: Annotated[str, typer.Option(help="联系单位 Whom to ask: an office, nobody's own telephone.")],
    audience: Annotated[str, typer.Option(help="public staff")] = "public",
    type: Annotated[list[str] | None, typer.Option(help="只读这类事件 Only this type; all if none.")] = None,
    expires: Annotated[str | None, typer.Option(help="2027-01-01T00:00:00+08:00")] = None,
    url: Url = HERE,
    username: Username = "admin",
) -> None:
    """新建，密钥只显示一次。Makes one; its key is shown this once."""
    from services import machines

    machines.add(client(url, username), name, contact, audience, type, expires)


@commands.command("rotate")
def rotate_key(
    name: str,
    overlap_days: Annotated[int, typer.Option(min=0, max=90, help="旧密钥再用几天 Days of overlap.")] = 7,
    url: Url = HERE,
    username: Username = "admin",
) -> None:
    """更换密钥。Gives it another key."""
    from services import machines

    machines.rotate(client(url, username), name, overlap_days)


@commands.command("revoke")
def revoke_subscriber(name: str, why: Why, url: Url = HERE, username: Username = "admin") -> None:
    """收回全部密钥，不能恢复。Its keys open nothing any more; that cannot be undone."""
    from services import machines

    machines.revoke(client(url, username), name, why)


@commands.command("redis")
def redis_user(
    name: str, restricted: Restricted = False,
    revoke: Annotated[bool, typer.Option("--revoke", help="删除账号 Removes it.")] = False,
    redis_url: WhichRedis = "", data: Data = Path("data"), url: Url = HERE, username: Username = "admin",
) -> None:  # fmt: skip
    """只读的 Redis 账号，地址只显示一次。A user of Redis that reads; its URL is shown once."""
    from services import machines

    at = machines.Streams(redis_url, data)
    if revoke:
        machines.remove_reader(name, at)
    else:
        machines.make_reader(client(url, username), name, at, restricted)


@commands.command("group")
def consumer_group(
    name: str, restricted: Restricted = False,
    remove: Annotated[bool, typer.Option("--remove", help="删除消费组和账号 Removes both.")] = False,
    redis_url: WhichRedis = "", data: Data = Path("data"), url: Url = HERE, username: Username = "admin",
) -> None:  # fmt: skip
    """可信服务的消费组和账号。A consumer group from the beginning, and its user, for a trusted service."""
    from services import machines

    at = machines.Streams(redis_url, data)
    if remove:
        machines.remove_group(name, at)
    else:
        machines.make_group(client(url, username), name, at, restricted)

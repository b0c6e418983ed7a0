"""青城 at the command line. Every command imports what it needs when it runs, so that --help is quick."""

import os
from pathlib import Path
from typing import Annotated

import typer

from services import HOME, ROADS, SERVICES, Service, subscribers
from services.options import HERE, Data, Url, Username, Why
from services.options import client as _client
from shared.refusal import Refusal

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="青城 Qingcheng：城市流浪犬管理 a city's stray dogs.",
)
events = typer.Typer(no_args_is_help=True, help="事件流 The events.")
staff = typer.Typer(no_args_is_help=True, help="工作人员 Members of staff.")
imports = typer.Typer(no_args_is_help=True, help="导入的记录 Records taken over from elsewhere.")
dead = typer.Typer(no_args_is_help=True, help="死信 Dead letters: what a service could not take in.")
held = typer.Typer(no_args_is_help=True, help="密钥 The keys of the services.")
cli.add_typer(held, name="keys")
cli.add_typer(events, name="events")
cli.add_typer(staff, name="staff")
cli.add_typer(imports, name="imports")
cli.add_typer(dead, name="dead")
cli.add_typer(subscribers.commands, name="subscribers")

Port = Annotated[int, typer.Option(help="端口 The port to listen on.")]
Host = Annotated[str, typer.Option(envvar="QINGCHENG_HOST", help="监听地址 The address to listen on.")]
RedisPort = Annotated[
    int | None,
    typer.Option(
        envvar="QINGCHENG_REDIS_PORT", min=0, max=65535, show_default=False,
        help="订阅用的端口；默认 6379 或其后第一个空闲的，以后不变；0 为不开。"
        "Where subscribers find Redis: 6379 or the next that is free, ever after the same; 0: nowhere.",
    ),
]  # fmt: skip
Entries = Annotated[list[str] | None, typer.Argument(help="条目 Entries, as `dead list` names them.")]
Alike = Annotated[str, typer.Option("--error", help="一组 All of one group, by its key.")]
All = Annotated[bool, typer.Option("--all", help="全部 Every letter of the service.")]


@cli.command()
def up(
    data: Data = Path("data"), port: Port = 8000, host: Host = "127.0.0.1", redis_port: RedisPort = None
) -> None:
    """启动全部服务。All services in one process, with a Redis and databases of their own.

    设了 QINGCHENG_REDIS_URL、QINGCHENG_DATABASE_URL 就用它们，不另起。Where these two are set they are used
    instead. The Redis of its own lets subscribers in on this machine alone, with the URL that is printed.
    """
    from shared.serve import together
    from shared.settings import Settings

    together(SERVICES, HOME, Settings(data=data), host, port, redis_port, ROADS)


@cli.command()
def serve(service: Service, port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """只启动一个服务。One service alone, on the Redis and the database that the environment names."""
    from shared.serve import alone
    from shared.settings import Settings

    alone(service, Settings(), host, port)


@cli.command()
def migrate(
    services: Annotated[list[Service] | None, typer.Argument(help="默认全部 All if not said.")] = None,
) -> None:
    """升级数据库。Brings the databases to the shape that the code expects; each start does so too."""
    from shared.migrate import upgrade
    from shared.settings import Settings

    for service, url in Settings().databases_of(services or Service).items():
        upgrade(service, url)
        typer.echo(f"{service}: 已是最新 up to date")


@cli.command()
def demo(data: Data = Path("data/demo"), port: Port = 8000) -> None:
    """演示。A detachment at work, to look at."""
    from services import demo as show

    show.run(data, port)


@cli.command("import")
def import_file(file: Path, url: Url = HERE, username: Username = "admin") -> None:
    """导入 CSV。Takes in the dogs of a CSV file, ours or an export of ASM3."""
    from services import importer

    importer.run(file, _client(url, username))


@cli.command()
def doctor(
    url: Url = HERE,
    data: Annotated[
        Path | None, typer.Option(help="同时检查本机的数据目录 This machine's data folder too.")
    ] = None,
) -> None:
    """体检。Says in words what is wrong and what to do; ends with 1 when something is."""
    from services import doctor as examination

    if not examination.run(SERVICES, url, data):
        raise typer.Exit(1)


@cli.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="所有备份的目录 Where all backups lie.")],
    data: Data = Path("data"),
    keep: Annotated[int, typer.Option(min=0, help="只留最新几份；0 全留 The newest; 0: all.")] = 0,
    at: Annotated[
        int, typer.Option(min=-1, max=23, help="每天几点（北京时间）做一份，不停 Every day at this hour.")
    ] = -1,
) -> None:
    """备份。All stores at one moment, keys and photos, while the services go on working."""
    from services.keeping import backup as backing_up
    from services.keeping import daily
    from services.keeping.house import house_of
    from shared.settings import Settings

    house = house_of(Settings(data=data), SERVICES)
    if at >= 0:
        daily.run(house, folder, keep, at)
    typer.echo(f"备份已完成 backed up: {backing_up.tell(house, folder, keep)}")


@cli.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="一份备份 One backup.")],
    data: Data = Path("data"),
    skip: Annotated[
        int, typer.Option(min=0, help="备份之后可能发过的编号，跳过不用 Numbers that are left out.")
    ] = 1000,
) -> None:
    """恢复。A whole house out of a backup, where there is none yet; then start the services."""
    from services.keeping import restore as restoring
    from services.keeping.house import house_of
    from shared.settings import Settings

    found = restoring.restore(folder, house_of(Settings(data=data), SERVICES), skip)
    typer.echo(f"已恢复到 restored, as of {found.made_at}")


@cli.command()
def check(
    data: Data = Path("data"),
    folder: Annotated[
        Path | None, typer.Option("--backup", help="检查一份备份 A backup, not the house.")
    ] = None,
) -> None:
    """核对。Whether all stores, streams, numbers, tags and photos agree; ends with 1 when they do not."""
    from services.keeping import check as checking
    from services.keeping import manifest
    from services.keeping.house import house_in, house_of
    from shared.embedded import EmbeddedRedis
    from shared.settings import Settings

    if folder:
        if wrong := manifest.wrong(folder, manifest.read(folder)):
            raise Refusal(f"备份已损坏：{'、'.join(wrong[:3])}。", "The backup is damaged: take another.")
        house = house_in(Settings(data=folder, keys=folder / "keys", redis_url=""), SERVICES)
    else:
        settings = Settings(data=data)
        if not settings.names_redis:
            settings = settings.model_copy(update={"redis_url": EmbeddedRedis(settings).url})
        house = house_of(settings, SERVICES)
    if not checking.run(house):
        raise typer.Exit(1)


@events.command()
def tail(
    url: Url = HERE,
    type: Annotated[str, typer.Option(help="只看这类事件 Only events of this type.")] = "",
    after: Annotated[str, typer.Option(help="从此游标之后 From after this cursor.")] = "",
    follow: Annotated[bool, typer.Option(help="持续等待新事件 Wait for more.")] = True,
    username: Annotated[str, typer.Option(help="登录名；不登录只见公开事件 Public events without it.")] = "",
) -> None:
    """逐行输出事件。Prints every event, one line of JSON each, and waits for more."""
    for event in _client(url, username).events(after, type, follow):
        print(event, flush=True)


@events.command()
def sample(
    file: Path, day: str = "2026-07-13", dogs: int = 40, seed: int = 1,
    staff: Annotated[bool, typer.Option("--staff", help="工作人员所见 As staff see it.")] = False,
) -> None:  # fmt: skip
    """虚构的一天，每行一个事件。Writes an invented day, a CloudEvent a line: as everybody may see it."""
    from services import sampling

    file.write_text(sampling.write(day, dogs, seed, "staff" if staff else "public"), "utf-8")


@events.command()
def emit(
    url: str,
    secret: Annotated[str, typer.Option(help="whsec_…：签名 Signs, as our webhooks are.")] = "",
    staff: Annotated[bool, typer.Option("--staff", help="工作人员所见 As staff see it.")] = False,
) -> None:
    """每种事件各发一个。POSTs an example of each type to a receiver of webhooks; 1 if it refuses any."""
    from services import sampling

    raise typer.Exit(bool(sampling.emit(url, secret, "staff" if staff else "public")))


@events.command()
def replay(
    service: Annotated[Service, typer.Option(help="哪个服务重听 Who hears it again.")],
    after: Annotated[int, typer.Option("--from", min=0, help="0：全部重建 Makes all anew.")] = 0,
    why: Annotated[str, typer.Option(help="原因，记录在案 The reason; it is recorded.")] = "重建 rebuild",
    url: Url = HERE,
    username: Username = "admin",
) -> None:
    """重建投影。A service forgets what it only heard, and hears it again from the journals."""
    from services import replaying

    replaying.run(_client(url, username), service, after, why)


@events.command()
def recover(
    service: Annotated[Service, typer.Option(help="哪个服务的数据库旧了 Whose database is older.")],
    why: Annotated[
        str, typer.Option(help="原因，记录在案 The reason; it is recorded.")
    ] = "旧备份 old backup",
    lost: Annotated[
        bool, typer.Option("--lost", help="找不回的记为已失 What nobody has is lost, on record.")
    ] = False,
    url: Url = HERE,
    username: Username = "admin",
) -> None:
    """恢复旧备份之后。A service whose database is older than what others know gets back what they have."""
    from services import recovering

    recovering.run(_client(url, username), service, lost, why)


@staff.command()
def add(
    name: str,
    role: Annotated[list[str], typer.Option(help="admin officer keeper vet adoption auditor")],
    url: Url = HERE,
    username: Username = "admin",
) -> None:
    """新增账号。Opens an account; asks for its first password."""
    client = _client(url, username)
    password = typer.prompt(f"{name} 的初始密码 First password", hide_input=True, confirmation_prompt=True)
    client.post("/intake/v1/staff", {"username": name, "password": password, "roles": role})
    typer.echo(f"{name}: {', '.join(role)}")


@staff.command()
def unlock(
    name: str, data: Data = Path("data"),
    why: Why = "本机解锁 unlocked on the machine",
    codes: Annotated[
        bool, typer.Option("--codes", help="也重置动态验证码 Takes away the codes too, which are lost.")
    ] = False,
) -> None:  # fmt: skip
    """解锁账号，在本机直接办理，无需登录。Opens an account again, on the machine itself, without a log-in."""
    from services.intake.staff.unlock import unlock as open_again
    from shared.problems import NotFound
    from shared.settings import Settings

    try:
        by = open_again(Settings(data=data), name, why, codes)
    except NotFound as problem:
        raise Refusal(*problem.detail.halves) from None
    typer.echo(f"{name}: 已解锁 unlocked, {by}")


@staff.command()
def reset(name: str, data: Data = Path("data"), why: Why = "本机重置 reset on the machine") -> None:
    """重置账号：密码丢了、管理员进不去时，在本机直接办理。A new first password, on the machine itself."""
    from services.intake.staff import reset as resetting
    from shared.problems import NotFound
    from shared.settings import Settings

    try:
        password = resetting.reset(Settings(data=data), name, why)
    except NotFound as problem:
        raise Refusal(*problem.detail.halves) from None
    typer.echo(resetting.words(name, password))


@staff.command()
def passwd(name: str, url: Url = HERE, username: Username = "") -> None:
    """改密码。Changes one's own password, or as --username admin gives somebody a first one."""
    by = username or name
    client = _client(url, by)
    own = typer.prompt(f"{name} 的原密码 Old password", hide_input=True) if by == name else ""
    password = typer.prompt(f"{name} 的新密码 New password", hide_input=True, confirmation_prompt=True)
    client.post(f"/intake/v1/staff/{name}/password", {"password": password, "old": own})
    typer.echo(f"{name}: 已修改 changed")


@held.command("accept")
def accept_key(name: str, why: Why, data: Data = Path("data")) -> None:
    """确认换钥。From now on this machine's key file is the right one; where there is none, one is made."""
    from shared.accept import accept
    from shared.settings import Settings

    service = accept(SERVICES, name, why, Settings(data=data))
    typer.echo(f"{service}：{name} 已确认，记录在案 accepted, on record")


@imports.command()
def mend(why: Why, url: Url = HERE, username: Username = "admin") -> None:
    """修补旧编号。Takes what old references told of people out of stores, journals, streams and feed."""
    from services import mending

    mending.run(_client(url, username), SERVICES, why)


@dead.command("list")
def list_dead(
    service: Annotated[Service | None, typer.Option(help="默认全部 All if not said.")] = None,
    url: Url = HERE,
    username: Username = "admin",
) -> None:
    """按错误分组列出。Lists them, grouped by error."""
    from services import dead_letters

    dead_letters.show_groups(_client(url, username), [service] if service else SERVICES)


@dead.command()
def show(service: Service, entry: str, url: Url = HERE, username: Username = "admin") -> None:
    """查看一封。Shows one with all its fields."""
    from services import dead_letters

    dead_letters.show_letter(_client(url, username), service, entry)


@dead.command()
def redrive(
    service: Service, why: Why, entries: Entries = None, error: Alike = "", all: All = False,
    url: Url = HERE, username: Username = "admin",
) -> None:  # fmt: skip
    """重试。Lets the service try them again, now."""
    from services import dead_letters

    dead_letters.decide(_client(url, username), "redrive", service, entries, error, all, why)


@dead.command()
def discard(
    service: Service, why: Why, entries: Entries = None, error: Alike = "", all: All = False,
    url: Url = HERE, username: Username = "admin",
) -> None:  # fmt: skip
    """丢弃。Throws them away for good."""
    from services import dead_letters

    dead_letters.decide(_client(url, username), "discard", service, entries, error, all, why)


def main() -> None:
    """The `qingcheng` command. What cannot be done is said in one line, without a traceback."""
    os.umask(0o077)  # what it makes, a backup or a database, is for whoever gives the command
    try:
        cli()
    except Refusal as reason:
        typer.secho(str(reason), fg="red", err=True)
        raise SystemExit(reason.code) from None


if __name__ == "__main__":
    main()

"""Writes `.env.example`, every variable there is, and what compose passes on: from the settings' classes."""

import re
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_core import to_json

from services import SERVICES
from services.deployed import Commands, Compose
from shared.said import Said
from shared.settings import Settings

ROOT = Path(__file__).parent.parent
EXAMPLE, PASSED_ON, COMPOSE = ".env.example", "deploy/settings.yml", "docker-compose.yml"
PLAIN = re.compile(r"[\w./:@%+,*-]*")
HEAD = """\
# 青城的全部设置。复制为 .env，去掉要改的行前面的 #；一行都不改也能启动。
# All settings of 青城. Copy it to .env and take the # away from what is to be another; all may stay as it is.
#   cp .env.example .env && chmod 600 .env
# docker compose 自己会读 .env；单进程运行时 docker compose reads it by itself. For one process:
#   set -a; . ./.env; set +a; qingcheng up          systemd: EnvironmentFile=/srv/qingcheng/.env
# 各服务的设置也可以放在文件里 A setting of the services may lie in a file: /run/secrets/qingcheng_smtp_url
# 由 make contract 生成 Written by make contract.
"""
SETTLED = Said("compose 已定好", "settled in compose already")
IN_FILES = {"QINGCHENG_REDIS_URL", "QINGCHENG_DATABASE_URL", "QINGCHENG_INTAKE_DATABASE_URL"}
IN_THE_IMAGE = {"QINGCHENG_DATA", "QINGCHENG_KEYS", "QINGCHENG_REDIS_SERVER"}
PASSED = """\
# What .env says of a service's settings, and nothing else of it, gets into that service's container.
# Written by make contract from the settings' classes: `name:` without a value passes on what .env has.
"""


def classes() -> dict[str, type[Settings]]:
    """Of each service that decides something of its own: its settings."""
    found: dict[str, type[Settings]] = {}
    for service in SERVICES:
        if (ROOT / "services" / service / "settings.py").exists():
            room = import_module(f"services.{service}.settings")
            [found[service]] = [one for one in vars(room).values() if _is_one(one)]
    return found


def _is_one(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, Settings) and thing is not Settings


def own_fields(settings: type[Settings]) -> dict[str, FieldInfo]:
    """Those that all services do not have."""
    return {name: field for name, field in settings.model_fields.items() if name not in Settings.model_fields}


def variable(field: str) -> str:
    """As the environment calls it."""
    return "QINGCHENG_INTAKE_DATABASE_URL" if field == "own_database_urls" else f"QINGCHENG_{field.upper()}"


def handed_on() -> dict[str, str]:
    """What docker-compose.yml hands to every service: the variable, and what it is made of."""
    written = (ROOT / COMPOSE).read_text("utf-8")
    said = written[written.index("x-environment:") : written.index("\nservices:")]
    return dict(re.findall(r"^  (\w+): (.*)$", said, re.MULTILINE))


def settled() -> set[str]:
    """What docker-compose.yml, its secrets or the image say themselves: no .env changes it there."""
    return IN_FILES | IN_THE_IMAGE | {name for name, value in handed_on().items() if name not in value}


def example() -> str:
    """The whole `.env.example`."""
    parts = [
        ("docker compose", dict(_variables(Compose.model_fields, str.upper))),
        ("所有服务 Every service", dict(_variables(Settings.model_fields, variable))),
        *((f"{name}", dict(_variables(own_fields(kind), variable))) for name, kind in classes().items()),
        ("命令行 The command line", dict(_variables(Commands.model_fields, str.upper))),
    ]
    fixed = settled()
    return HEAD + "".join(
        f"\n# ---- {title}\n" + "".join(_lines(name, field, fixed) for name, field in fields.items())
        for title, fields in parts
    )


def _variables(fields: Mapping[str, FieldInfo], name: Any) -> Iterator[tuple[str, FieldInfo]]:
    for each, field in fields.items():
        yield name(each), field


def _lines(name: str, field: FieldInfo, fixed: set[str]) -> str:
    assert isinstance(field.description, Said), f"{name} is said in one language only"
    notes = SETTLED.halves if name in fixed else ("", "")
    said = [
        f"# {half}{note and f' ({note})'}\n"
        for half, note in zip(field.description.halves, notes, strict=True)
    ]
    default = None if field.default_factory else field.default
    return f"{''.join(said)}#{name}={_written(default)}\n"


def _written(value: Any) -> str:
    """As the environment has it; in quotes where a shell would read something else."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"'{to_json(value).decode()}'"
    text = str(value)
    return text if PLAIN.fullmatch(text) else f"'{text}'"


def passed_on() -> str:
    """The whole of what compose takes from .env for each service besides what it hands to all."""
    fixed, all_have = settled(), handed_on()
    shared = [variable(field) for field in Settings.model_fields]
    lines = [PASSED, "services:\n"]
    for service in SERVICES:
        own = [variable(field) for field in own_fields(classes().get(service, Settings))]
        lines.append(f"  {service}:\n    environment:\n")
        lines += [
            f"      {name}:\n" for name in (*shared, *own) if name not in fixed and name not in all_have
        ]
    return "".join(lines)


def files() -> dict[str, str]:
    return {EXAMPLE: example(), PASSED_ON: passed_on()}


def main() -> int:
    """With --check: exit 1 where a file is behind."""
    behind = [name for name, text in files().items() if _now(name) != text]
    if "--check" in sys.argv[1:]:
        for name in behind:
            print(f"{name} 与设置的类不符，请运行 is behind, run: make contract")
        return bool(behind)
    for name in behind:
        (ROOT / name).write_text(files()[name], "utf-8")
    return 0


def _now(name: str) -> str:
    file = ROOT / name
    return file.read_text("utf-8") if file.exists() else ""


if __name__ == "__main__":
    sys.exit(main())

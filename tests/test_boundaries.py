"""Who may know whom. Services meet only in shared/events; rules know no database, clock or network."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from services import SERVICES

ROOT = Path(__file__).parent.parent
DOORS_AND_STORES = {
    "sqlalchemy", "sqlmodel", "redis", "faststream", "aiohttp", "aiosmtplib", "urllib.request", "http",
    "socket", "asyncio", "anyio", "time", "fastapi", "starlette", "os", "subprocess", "threading", "pathlib",
    "shared.store", "shared.tables", "shared.rail", "shared.ears", "shared.doors", "shared.app",
    "shared.service", "shared.pages", "shared.serve", "shared.client", "shared.migrate",
}  # fmt: skip


def python_in(folder: str) -> list[Path]:
    return sorted(file for file in (ROOT / folder).rglob("*.py"))


def imports_of(file: Path) -> Iterator[str]:
    """Every module that a file imports, wherever it does so; `from a import b` is a.b."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def test_every_folder_is_a_service_of_the_list() -> None:
    assert {card.parent.name for card in ROOT.glob("services/*/__init__.py")} == set(SERVICES)


def test_the_linter_keeps_each_of_them_apart_from_the_others() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    [apart] = [contract["modules"] for contract in told["contracts"] if contract["type"] == "independence"]

    assert set(apart) == {f"services.{name}" for name in SERVICES}


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_imports_another(service: str) -> None:
    strangers = [
        f"{file.relative_to(ROOT)} imports {module}"
        for file in python_in(f"services/{service}")
        for module in imports_of(file)
        if is_in(module, "services") and not is_in(module, f"services.{service}")
    ]

    assert not strangers


def test_shared_imports_no_service() -> None:
    known = [
        f"{file.relative_to(ROOT)} imports {module}"
        for file in python_in("shared")
        for module in imports_of(file)
        if is_in(module, "services")
    ]

    assert not known


def test_the_command_line_imports_no_service_before_it_is_asked_to() -> None:
    tree = ast.parse((ROOT / "services/__main__.py").read_text(encoding="utf-8"))
    at_once = [node for node in tree.body if isinstance(node, ast.ImportFrom)]

    assert {node.module for node in at_once} <= {
        "pathlib",
        "typing",
        "services",
        "services.options",
        "shared.refusal",
    }


@pytest.mark.parametrize(
    "file", sorted(ROOT.glob("services/**/rules.py")), ids=lambda file: str(file.relative_to(ROOT))
)
def test_rules_know_no_database_no_clock_no_network(file: Path) -> None:
    known = {module for module in imports_of(file) for door in DOORS_AND_STORES if is_in(module, door)}

    assert not known - {"shared.store.Model"}  # a shape, not a store
    assert not calls_the_clock(file)


def calls_the_clock(file: Path) -> list[str]:
    called = (
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
    )
    return [name for name in called if name in ("datetime.now", "date.today", "datetime.utcnow", "clock.now")]


COMMAND_LINE = set(ROOT.glob("services/*.py"))
SETTLE = {"settings.py", "app.py"}  # one says what the environment decides, the other makes it once


def test_the_environment_is_read_once_and_handed_on() -> None:
    """By the command line and each service's `app.py`, into settings; a module's `main` is a command too."""
    readers = [
        f"{file.relative_to(ROOT)}: {what}"
        for file in (*python_in("shared"), *python_in("services"))
        if file not in COMMAND_LINE and file.name not in SETTLE
        for what in environment_read_in(file)
    ]

    assert not readers


def environment_read_in(file: Path) -> list[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    tree.body = [node for node in tree.body if getattr(node, "name", "") != "main"]
    return [ast.unparse(node) for node in ast.walk(tree) if reads_environment(node)]


def reads_environment(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).endswith(("Settings", "Settings.of", "getenv"))
    return isinstance(node, ast.Attribute) and ast.unparse(node) == "os.environ"


def test_every_file_opens_with_a_line_for_newcomers() -> None:
    silent = [
        str(file.relative_to(ROOT))
        for folder in ("services", "shared", "tests")
        for file in python_in(folder)
        if not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    ]

    assert not silent


def test_no_step_asks_for_the_next_where_there_may_be_none() -> None:
    """`StopIteration` is the one Exception that nobody can be told of through a Future: give a default."""
    bare = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for folder in ("services", "shared")
        for file in python_in(folder)
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "next" and len(call.args) == 1
    ]

    assert bare == []

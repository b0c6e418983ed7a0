"""Every state machine has its picture, and no word in it is left out."""

import ast
from pathlib import Path

import pytest

from services.states import MACHINES, PAGE, page
from shared.states import Machine

ROOT = Path(__file__).parent.parent


def test_the_pictures_are_those_of_the_tables() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run make states"


def test_no_table_is_left_out() -> None:
    tables = sum(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Machine"
        for folder in ("services", "shared")
        for file in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    )

    assert tables == len(MACHINES)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name.en)
def test_every_state_has_words_of_its_own(machine: Machine) -> None:
    words = [state.said for state in machine.states.values()]

    assert len({said.zh for said in words}) == len({said.en for said in words}) == len(words)
    assert all(said.en and not said.zh.isascii() and said.en.isascii() for said in words)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name.en)
def test_every_state_can_be_reached_or_is_one_of_before(machine: Machine) -> None:
    reached = {*machine.begins, *machine.anywhere, *machine.heard}
    reached |= {to for code in machine for to in machine.next(code)}

    assert {*machine} - reached <= {"CLOSED"}, "only claims that were closed before"

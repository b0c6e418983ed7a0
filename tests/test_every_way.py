"""Every way to an act passes one rule: what each door, page, file, device and event calls in the end."""

import ast
import functools
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# act: (the rule that decides it, every function that a way in begins with)
WAYS = {
    "a dog is taken in": (
        "services.intake.arrivals.rules.accept",
        [
            "services.intake.arrivals.routes.take_in", "services.intake.arrivals.night.routes._take_in",
            "services.intake.imports.checking.refuse_as_the_desk", "services.intake.imports.running._take_in",
        ],
    ),
    "a family takes a dog home": (
        "services.adoption.applications.rules.may_hand_over",
        [
            "services.adoption.handovers.routes.adopt", "services.adoption.handovers.routes.may_adopt",
            "services.adoption.imports.running._record",
        ],
    ),
    "an owner takes a dog home": (
        "services.adoption.reclaims.rules.may_hand_back",
        [
            "services.adoption.handovers.routes.hand_over", "services.adoption.handovers.routes.may_reclaim",
            "services.adoption.imports.running._record",
        ],
    ),
    "a dog leaves, as adoption says": (
        "services.intake.holds.broken.broken_by",
        [
            "services.intake.custody.handlers.close_stay_of_adopted",
            "services.intake.custody.handlers.close_stay_of_reclaimed",
        ],
    ),
    "a dog goes to another house": (
        "services.intake.holds.rules.may_leave",
        ["services.intake.exits.routes.ask", "services.intake.exits.routes.confirm"],
    ),
    "a dog goes to a foster family": (
        "services.intake.holds.rules.may_leave",
        ["services.intake.exits.routes.foster"],
    ),
    "a dog runs away": (
        "services.intake.exits.away.may_run_away",
        ["services.intake.exits.routes.escape", "services.intake.imports.again.come_in"],
    ),
    "what held a dog that ran away holds it again": (
        "services.intake.exits.away.stand_again",
        ["services.intake.exits.routes.recapture", "services.intake.imports.again.come_in"],
    ),
    "what a handover broke holds the dog again": (
        "services.intake.holds.broken.stands_again",
        [
            "services.intake.custody.handlers.open_stay_of_returned",
            "services.intake.custody.handlers.close_stay_of_adopted",
        ],
    ),
    "a dog dies": ("services.intake.deaths.rules.must_be_in_care", ["services.intake.deaths.routes.record"]),
    "a hold is placed": (
        "services.intake.holds.rules.may_place",
        ["services.intake.holds.routes.place", "services.intake.holds.routes.place_many",
         "services.intake.picked.acts.hold"],
    ),
}  # fmt: skip


@functools.cache
def read(module: str) -> tuple[ast.Module, dict[str, str]]:
    """What stands in it, and the full name of everything that it names. Raises `FileNotFoundError`."""
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
    known = {node.name: f"{module}.{node.name}" for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            known |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    return tree, known


def calls(function: str) -> set[str]:
    """The full names of what a function calls, and of what it hands on to be called."""
    module, _, name = function.rpartition(".")
    try:
        tree, known = read(module)
    except FileNotFoundError:
        return set()
    bodies = [
        n for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n.name == name
    ]
    found = set()
    for node in (inner for body in bodies for inner in ast.walk(body)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
            found.add(f"{known[node.value.id]}.{node.attr}")
        if isinstance(node, ast.Name) and node.id in known:
            found.add(known[node.id])
    return found


def reaches(function: str, rule: str) -> bool:
    seen, waiting = set[str](), [function]
    while waiting:
        here = waiting.pop()
        if here == rule:
            return True
        if here not in seen:
            seen.add(here)
            waiting += sorted(calls(here))
    return False


@pytest.mark.parametrize(
    ("act", "way"), [(act, way) for act, (_, ways) in WAYS.items() for way in ways], ids=lambda told: told
)
def test_every_way_to_an_act_passes_its_rule(act: str, way: str) -> None:
    assert calls(way), f"there is no {way}"
    assert reaches(way, WAYS[act][0])


def test_nobody_else_admits_a_dog_or_says_that_one_went_home() -> None:
    """A way that is not in the table would be one that nobody looked at."""
    admits, says = set(), set()
    for file in sorted((ROOT / "services").rglob("*.py")):
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for node in read(module)[0].body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found, name = calls(f"{module}.{node.name}"), f"{module}.{node.name}"
                admits |= {name} if "services.intake.arrivals.routes.admit" in found else set()
                says |= (
                    {name} if found & {"shared.events.DogAdopted", "shared.events.DogReclaimed"} else set()
                )

    assert admits == {
        "services.intake.arrivals.routes.take_in", "services.intake.arrivals.night.routes._take_in",
        "services.intake.imports.running._take_in",
    }  # fmt: skip
    publish_nothing = ("services.intake.custody.handlers.", "services.sampling.")
    assert {name for name in says if not name.startswith(publish_nothing)} == {
        "services.adoption.applications.rules.adopt", "services.adoption.applications.rules.adopted",
        "services.adoption.reclaims.rules.hand_over", "services.adoption.reclaims.rules.reclaimed",
    }  # fmt: skip

"""Draws every state machine into docs/states.md, from its table: `make states`."""

from collections.abc import Iterator
from pathlib import Path

from services.adoption.applications.states import APPLICATION
from services.adoption.handovers.states import HANDOVER
from services.adoption.imports.states import IMPORT as ADOPTION_IMPORT
from services.adoption.reclaims.states import RECLAIM
from services.adoption.visits.states import VISIT
from services.intake.corrections.states import CORRECTION
from services.intake.deaths.states import CARCASS, EUTHANASIA
from services.intake.imports.states import IMPORT
from services.intake.kennels.states import KENNEL, ZONE_SEAL
from services.intake.operations.states import OPERATION
from services.intake.tags.states import TAG
from services.notify.messages.states import MESSAGE
from services.notify.subscriptions.states import SUBSCRIPTION
from shared.custody import CUSTODY
from shared.states import Machine
from shared.two_people import DECISION

PAGE = Path(__file__).parent.parent / "docs/states.md"
MACHINES = (
    CUSTODY, OPERATION, KENNEL, ZONE_SEAL, TAG, DECISION, CORRECTION, EUTHANASIA, CARCASS, IMPORT,
    APPLICATION, RECLAIM, VISIT, HANDOVER, ADOPTION_IMPORT, MESSAGE, SUBSCRIPTION,
)  # fmt: skip
HEAD = """\
# 状态图 States

每张图都由代码里的同一张表生成（`make states`），请勿手改。
Each picture is drawn from the table that the code asks (`make states`): do not edit it by hand.
"""


def page() -> str:
    return "\n".join([HEAD, *(line for machine in MACHINES for line in _drawn(machine))])


def _drawn(machine: Machine) -> Iterator[str]:
    yield f"## {machine.name}\n"
    yield f"```mermaid\n{machine.picture()}\n```\n"
    yield "| | 中文 | English |\n|---|---|---|"
    yield from (f"| `{state.code}` | {state.zh} | {state.en} |" for state in machine.states.values())
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

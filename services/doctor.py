"""`qingcheng doctor`: looks around on this machine, asks every service how it is, and says it in words."""

from collections.abc import Iterator
from pathlib import Path

from services import doctor_doors, doctor_machine
from services.finding import Finding


def examine(services: tuple[str, ...], url: str, data: Path | None) -> Iterator[Finding]:
    """Everything that can be found out from here. Changes nothing."""
    yield from doctor_machine.look(data, services)
    yield from doctor_doors.look(url, services)


def run(services: tuple[str, ...], url: str, data: Path | None) -> bool:
    """Prints each finding as it is found. True when all is well."""
    wrong = 0
    for finding in examine(services, url.rstrip("/"), data):
        print(finding, flush=True)
        wrong += not finding.well
    print(f"\n{wrong} 处需要处理 to be seen to." if wrong else "\n一切正常。All is well.")
    return not wrong

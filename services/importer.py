"""`qingcheng import FILE`: one file through the doors of those whom it concerns.

Intake takes over the dogs, their deaths and transfers; adoption the adoptions, reclaims and returns, if the
file tells of any. Each reads the whole file and knows what is its own. Running it again changes nothing.
"""

import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from shared.client import Client
from shared.refusal import Refusal

WORDS = {"intake": "intake 收容 dogs", "adoption": "adoption 领养认领 movements"}
WENT = "outcome"  # what intake calls a column of adoptions and returns, which it leaves to adoption
SHOWN = 10
LOOK_EVERY = 0.2  # seconds


def run(file: Path, client: Client) -> None:
    """Prints progress, what each service made of the file, and every row that was refused.

    Raises `Refusal` when the file is not there or a door will not have it.
    """
    if not file.is_file():
        raise Refusal(f"没有这个文件：{file}", f"There is no file {file}.")
    console = Console()
    table = file.read_bytes()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        looked = client.upload("/intake/v1/imports/previews", table)
        client.post(f"/intake/v1/imports/{looked['import_id']}/begin", {})
        results = {"intake": _follow(client, "intake", looked["import_id"], progress)}
        if WENT in looked["columns"].values():
            import_id = client.upload("/adoption/v1/imports", table)["import_id"]
            results["adoption"] = _follow(client, "adoption", import_id, progress)
    _report(console, client, results)


def _follow(client: Client, service: str, import_id: str, progress: Progress) -> dict[str, Any]:
    bar = progress.add_task(WORDS[service], total=None)
    while True:
        state: dict[str, Any] = client.get(f"/{service}/v1/imports/{import_id}")
        finished = state["status"] == "finished"
        progress.update(bar, total=state["rows"], completed=state["rows" if finished else "done"])
        if finished:
            return state
        time.sleep(LOOK_EVERY)


def _report(console: Console, client: Client, results: dict[str, dict[str, Any]]) -> None:
    for service, state in results.items():
        refused = state["refused"]
        console.print(f"[bold]{service}[/]: {state['rows']} 行 rows, {len(refused)} 行未接收 refused")
        for row in refused[:SHOWN]:
            console.print(f"  第 {row['row']} 行 row {row['row']}: {row['reason']}", style="yellow")
        if len(refused) > SHOWN:
            console.print(f"  …… 另有 {len(refused) - SHOWN} 行 and {len(refused) - SHOWN} more")
    table = Table(title="四个服务各自的账 Each service's own books")
    for heading in ("service", "counts"):
        table.add_column(heading)
    for service in ("intake", "registry", "adoption", "notify"):
        counts = client.get(f"/{service}/v1/counts")
        table.add_row(service, "  ".join(f"{k} {v}" for k, v in counts.items() if isinstance(v, int)))
    console.print(table)

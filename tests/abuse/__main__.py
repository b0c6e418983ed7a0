"""`python -m tests.abuse [--seconds 20] [NAME …]`: attacks, while somebody genuine works. 1 if they suffer.

Attackers have machines of their own: here they get what the house and its people leave of ours (`nice`). How
many of their requests were answered stands in each row, so that nobody takes a starved attack for a mild one.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from shared.client import Client
from tests.abuse.attacks import ATTACKS, RAMP
from tests.bench.figures import DOG
from tests.system import PASSWORD, until, wait_until_ready

MOST = 3.0  # times as long as in peace


def p99(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.99)] if took else float("inf")


def work(url: str, token: str, code: str, seconds: float) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.abuse.genuine", url, token, code, str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def said(process: subprocess.Popen[bytes], seconds: float) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(process.communicate(timeout=seconds)[0] or b"{}")
    return told


def under(
    name: str, url: str, token: str, code: str, seconds: float
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the genuine client met, and what the attack was answered."""
    command = [sys.executable, "-m", "tests.abuse.attacks", name, url, token, str(seconds + RAMP + 2)]
    attack = subprocess.Popen(["nice", "-n", "19", *command], stdout=subprocess.PIPE)
    try:
        time.sleep(RAMP + 1)
        met = said(work(url, token, code, seconds), seconds + 60)
        return met, said(attack, seconds + 60)
    finally:
        attack.kill()
        attack.wait()


def line(
    name: str, met: dict[str, Any], peace: dict[str, float], answers: dict[str, Any]
) -> tuple[str, bool]:
    """A row of the table, and whether all is well."""
    p99s = {what: p99(met[what]["took"]) for what in ("scan", "dog")}
    ratio = max(p99s[what] / peace[what] for what in p99s)
    failed = Counter(met["scan"]["failed"]) + Counter(met["dog"]["failed"])
    well = ratio <= MOST and not failed
    told = " ".join(f"{status}×{many}" for status, many in sorted(answers.items()))
    times = " ".join(f"{1000 * peace[what]:7.0f} {1000 * p99s[what]:7.0f}" for what in p99s)
    if failed:
        told += f"  genuine: {dict(failed)}"
    return f"{name:24} {times} {ratio:6.1f} {failed.total():7}  {'' if well else '✗ '}{told}", well


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*", choices=[[], *ATTACKS], metavar="NAME")
    asked.add_argument("--seconds", type=float, default=20.0)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="qc-abuse-") as folder:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]  # nobody else's: what is attacked must be ours
        url, log = f"http://127.0.0.1:{port}", Path(folder) / "log"
        command = [sys.executable, "-m", "services", "up", "--data", f"{folder}/data", "--port", str(port)]
        with log.open("wb") as file:
            house = subprocess.Popen(
                command, stdout=file, stderr=file, env=os.environ | {"QINGCHENG_ADMIN_PASSWORD": PASSWORD}
            )
        try:
            wait_until_ready(url, lambda: house.poll() is None, log.read_text)
            return table(url, given.names or list(ATTACKS), given.seconds)
        finally:
            if house.poll() is not None:
                print(f"the house ended with {house.returncode}:\n{log.read_text()[-3000:]}")
            house.terminate()
            house.wait(30)


def table(url: str, names: list[str], seconds: float) -> int:
    client = Client(url).log_in("admin", PASSWORD)
    code = client.post("/intake/v1/dogs", DOG)["tag"]["code"]
    until(lambda: _answers(client, f"/t/{code}"), lambda: "the registry has not heard of the dog")
    said(work(url, client.token, code, 3), 60)  # everything is warm
    print(f"{'attack':24} {'scan p99, ms':>15} {'dog p99, ms':>15}  ratio  failed  answered to the attack")
    print(f"{'':24} {'peace':>7} {'during':>7} {'peace':>7} {'during':>7}")
    wrong = 0
    for name in names:
        met = said(work(url, client.token, code, seconds), seconds + 60)
        peace = {what: p99(met[what]["took"]) for what in ("scan", "dog")}
        met, answers = under(name, url, client.token, code, seconds)
        row, well = line(name, met, peace, answers)
        print(row, flush=True)
        wrong += not well
    print(f"{len(names) - wrong} of {len(names)}: at most {MOST:g} times as long, and nobody genuine refused")
    return 1 if wrong else 0


def _answers(client: Client, path: str) -> bool:
    try:
        client.get(path)
    except Exception:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())

"""A build that forgets what it has heard makes the chaos suite red; `make test-system` runs it green."""

import shutil
import subprocess
import sys


def chaos(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "tests.chaos", *options], capture_output=True, text=True)


def test_a_build_without_an_inbox_is_found_out() -> None:
    run = chaos("--seconds", "5", "--seed", "1", "--settle", "1",
                "--broken", "no-inbox", "--faults", "flush-redis")  # fmt: skip

    assert run.returncode == 1, run.stderr
    assert "RED  events are applied once" in run.stdout
    shutil.rmtree(run.stdout.rsplit("logs and stores: ", 1)[1].strip())

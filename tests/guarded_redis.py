"""A Redis that deploy/redis/start.sh has started: with a user for each service, and nobody else."""

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.servers import redis_binary
from tests.system import SERVICES, until

START = Path(__file__).parent.parent / "deploy/redis/start.sh"
USERS = (*SERVICES, "subscriber", "operator")
ENTRYPOINT = """#!/bin/sh
# Stands for the image's entrypoint: another server, on a socket, and one more user to look on with.
shift
echo "user onlooker on nopass ~* &* +@all" >>"$USERS_FILE"
exec "$SERVER" --port 0 --unixsocket "$DATA_DIR/redis.sock" "$@"
"""


class GuardedRedis:
    """A Redis whose users are those of start.sh."""

    def __init__(self, server: Path) -> None:
        self.server = server
        self.folder = Path(tempfile.mkdtemp(prefix="qc-users-"))  # short: a socket path has 107 bytes
        entrypoint = self.folder / "docker-entrypoint.sh"
        entrypoint.write_text(ENTRYPOINT)
        entrypoint.chmod(0o755)
        self.start()

    def start(self) -> None:
        """Returns when it answers."""
        passwords = {f"{name.upper()}_PASSWORD": f"{name}-word" for name in (*USERS, "accounts")}
        files = {"DATA_DIR": str(self.folder), "USERS_FILE": str(self.folder / "users.acl")}
        names = {"SERVICES": "|".join(SERVICES), "SIGNS": "intake"}
        path = f"{self.folder}:{os.environ['PATH']}"
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                ["sh", START], stdout=log, stderr=log,
                env=os.environ | names | passwords | files | {"SERVER": str(self.server), "PATH": path},
            )  # fmt: skip
        until(self._answers, (self.folder / "log").read_text)

    def restart(self) -> None:
        """As `docker compose restart redis` does it."""
        self.process.terminate()
        self.process.wait()
        self.start()

    def _answers(self) -> bool:
        assert self.process.poll() is None, (self.folder / "log").read_text()
        away = (redis.ConnectionError, redis.BusyLoadingError)
        with contextlib.suppress(*away), self.as_user("onlooker") as client:
            return bool(client.ping())
        return False

    def url(self, user: str) -> str:
        return f"unix://{user}:{user}-word@{self.folder}/redis.sock"

    def as_user(self, user: str) -> Any:
        return redis.Redis.from_url(self.url(user), decode_responses=True)

    def refuses(self, user: str, command: str) -> bool:
        """Whether the user may not do it; whatever else the server has against it does not count."""
        with self.as_user(user) as client:
            client.response_callbacks.clear()  # the answer itself is not looked at
            try:
                client.execute_command(*shlex.split(command))
            except redis.exceptions.NoPermissionError:
                return True
            except redis.ResponseError:
                return False
        return False

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def server_called(name: str) -> Path:
    """Redis as it is installed, or the Valkey that the tests use. Skips where it is missing or too old."""
    found = shutil.which(name) if name == "redis-server" else redis_binary()
    if not found:
        pytest.skip(f"no {name} is installed")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"v=(\d+)\.", said)
    if not version or int(version[1]) < 7:
        pytest.skip(f"{name} has no selectors in its rules before 7.0: {said.strip()}")
    return Path(found)

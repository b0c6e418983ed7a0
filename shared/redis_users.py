"""Who may enter the Redis of our own: we ourselves, and whoever subscribes. Each has a password."""

import hashlib
import secrets
from collections.abc import Collection
from pathlib import Path

from shared import keys
from shared.events import BY_TYPE, stream_of

OURS, SUBSCRIBER = "qingcheng", "subscriber"
PUBLIC = sorted({stream_of(event) for event in BY_TYPE.values() if event.audience != "restricted"})
RESTRICTED = sorted({stream_of(event) for event in BY_TYPE.values() if event.audience == "restricted"})
MACHINES = ("reader-", "group-")  # users that were made by command: a restart keeps them
# Nobody gets in as it. Redis loads its append-only file as this user: without rights it drops every MULTI.
DEFAULT = "user default off ~* &* +@all"
READS = (  # as deploy/redis/start.sh has it: a test compares the two
    "resetchannels -@all +@connection -@admin -@dangerous -client|tracking "
    "+xread +xrange +xrevrange +xlen +xinfo|stream"
)
GROUPS = "+xreadgroup +xack +xclaim +xautoclaim +xpending +xinfo|groups +xinfo|consumers"
OWN_CONSUMERS = (
    "+xgroup|create +xgroup|createconsumer +xgroup|delconsumer"  # what client libraries begin with
)


def password_of(user: str, key_folder: Path) -> str:
    """Made at the first start, and the same ever after."""
    fresh = secrets.token_urlsafe(24).encode()
    return keys.keep(key_folder / f"redis-{user}.password", fresh).decode()


def users(key_folder: Path, subcommands: bool = True) -> str:
    """The users' file. Before 7.0 no subcommand could be taken away, and `-@dangerous` took all of CLIENT."""
    reads = READS if subcommands else READS.replace(" -client|tracking", "")
    streams = " ".join(f"~{stream}" for stream in PUBLIC)
    ours, theirs = (_hash(password_of(user, key_folder)) for user in (OURS, SUBSCRIBER))
    return (
        f"{DEFAULT}\nuser {OURS} on #{ours} ~* &* +@all\nuser {SUBSCRIBER} on #{theirs} {reads} {streams}\n"
    )


def machine(name: str, password: str, streams: Collection[str], subcommands: bool = True) -> tuple[str, str]:
    """A user made by command, and its rules. `group-…` may use consumer groups too, all of these streams."""
    reads = READS if subcommands else READS.replace(" -client|tracking", "")
    more = f" {GROUPS} {OWN_CONSUMERS}" if name.startswith(MACHINES[1]) else ""
    return name, f"reset on #{_hash(password)} {reads}{more} {' '.join(f'~{each}' for each in streams)}"


def machines(file: str) -> str:
    """The lines of a users' file that were made by command."""
    kept = (line for line in file.splitlines() if line.startswith(tuple(f"user {each}" for each in MACHINES)))
    return "".join(f"{line}\n" for line in kept)


def _hash(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()

"""A backup every day at an hour, for as long as it runs: what the container `backup` does."""

import time
from datetime import datetime, timedelta
from pathlib import Path

from services.keeping import backup, manifest
from services.keeping.house import House
from shared import clock
from shared.refusal import Refusal

LOOK_EVERY = 60.0  # seconds
AGAIN_AFTER = timedelta(minutes=10)  # where none could be made


def is_due(now: datetime, newest: datetime | None, hour: int) -> bool:
    """Whether none was made since the hour last struck in the city. The first is due at once."""
    struck = now.astimezone(clock.CITY).replace(hour=hour, minute=0, second=0, microsecond=0)
    if struck > now:
        struck -= timedelta(days=1)
    return newest is None or newest < struck


def newest_in(folder: Path) -> datetime | None:
    found = manifest.backups_in(folder)
    return datetime.fromisoformat(manifest.read(found[-1]).made_at) if found else None


def run(house: House, folder: Path, keep: int, hour: int) -> None:
    """Until it is ended. What cannot be done is said and tried again."""
    not_before = clock.now()
    while True:
        now = clock.now()
        try:
            if now >= not_before and is_due(now, newest_in(folder), hour):
                print(f"备份已完成 backed up: {backup.tell(house, folder, keep)}", flush=True)
        except Refusal as reason:
            print(reason, flush=True)
            not_before = now + AGAIN_AFTER
        time.sleep(LOOK_EVERY)

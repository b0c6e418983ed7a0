"""A file is taken in once, wherever it is cut off."""

import json
from unittest import mock

import pytest
import sqlalchemy as sa

from services.intake.imports import running
from services.intake.imports import store as imports
from services.intake.imports.models import Import
from services.intake.imports.rules import (
    AlreadyBegun,
    begin,
    draft,
)
from shared import clock
from shared.events import DogIntaken
from shared.store import Store
from shared.tables import journal
from tests.intake.conftest import a_dog
from tests.intake.imports.test_routes import ADOPTED, DIED, HEADER, dogs, finish, read
from tests.servers import Client
from tests.system import until


def test_whoever_takes_a_file_up_again_goes_on_where_it_was(officer: Client, store: Store) -> None:
    text = dogs(1, 60)
    with store.write() as work:
        one = draft("cut-off", "", b"", read(text), "wang", clock.now())
        one.text = text  # as files were kept before they were sealed
        work.add(one)
    for _ in range(2):  # then the process is gone, and another reads the file anew
        with store.write() as work:
            assert running.take_some("cut-off", read(text).records, work)
    with store.write() as work:
        begin(work.get_one(Import, "cut-off"), clock.now())
    finish(officer, dogs(61, 61))  # wakes the job

    state = until(
        lambda: (s := officer.get("/intake/v1/imports/cut-off").json())["status"] == "finished" and s
    )
    assert [state[name] for name in ("rows", "done", "taken_in", "known", "refused")] == [60, 60, 60, 0, []]
    assert officer.get("/intake/v1/counts").json()["dogs"] == 61


def test_what_an_import_says_is_history_and_what_is_said_beside_it_is_not(
    officer: Client, store: Store
) -> None:
    finish(officer, HEADER + ADOPTED + DIED)
    officer.post("/intake/v1/dogs", a_dog())

    with store.read() as work:
        said = work.sql(sa.select(journal.c.type, journal.c.data).order_by(journal.c.sequence)).all()
    imported = [json.loads(event.data)["imported"] for event in said]
    assert imported.count(True) >= 3 and said[imported.index(False)].type == DogIntaken.type
    assert imported == sorted(imported, reverse=True), "first what was imported, then the news"


def test_two_that_work_at_one_file_share_it(officer: Client, store: Store) -> None:
    text = dogs(1, 30)
    records = read(text).records
    with store.write() as work:
        work.add(draft("shared", "", b"", read(text), "wang", clock.now()))
    while True:
        for _ in range(2):
            with store.write() as work:
                more = running.take_some("shared", records, work)
        if not more:
            break

    with store.read() as work:
        told = work.get_one(Import, "shared")
    assert (told.taken_in, told.known, told.done) == (30, 0, 30)


def test_what_is_refused_is_added_to_what_was_and_nobody_writes_it_all_again(
    officer: Client, store: Store
) -> None:
    """Two thousand took ten seconds, and eight thousand never ended."""
    finish(officer, dogs(1, 60))
    before = dogs(1, 60).replace("2026-07-13", "2026-07-12")  # older than what is known of each
    with mock.patch.object(imports, "add_refused", wraps=imports.add_refused) as add:
        told = finish(officer, before)

    assert [len(call.args[2]) for call in add.call_args_list] == [25, 25, 10]  # once for each transaction
    assert [one["row"] for one in told["refused"]] == list(range(2, 62))
    assert all("之后已有收容" in one["reason"] for one in told["refused"])
    assert (told["done"], told["taken_in"], told["known"]) == (60, 0, 0)


def test_one_dog_that_cannot_be_taken_in_stops_no_other(
    officer: Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    admit = running.admit

    def stumble(new: object, *rest: object, **more: object) -> object:
        if rest[3] == "csv:2":
            raise AlreadyBegun("不行。", "No.")
        return admit(new, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "admit", stumble)
    state = finish(officer, dogs(1, 3))

    assert (state["taken_in"], state["done"]) == (2, 3)
    assert state["refused"] == [{"row": 3, "reason": "不行。No."}]

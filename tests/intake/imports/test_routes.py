"""Records from elsewhere, as untidy as they are."""

import time
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from services.intake.imports import formats
from services.intake.imports.models import Import
from services.intake.imports.records import Reading, Refused
from shared.references import Seal
from shared.store import Store
from tests.servers import Client
from tests.system import until

HEADER = (
    "id,intakedate,intakereason,istransfer,sheltercode,identichipnumber,animalname,breedname,basecolour,"
    "speciesname,animalage,sexname,location,movementdate,movementtype,istrial,returndate,returnedreason,"
    "deceaseddate,deceasedreason,diedoffshelter,puttosleep,isdoa\n"
)
REX = "1,2017-03-01 00:00:00,Stray,0,D1,981020007006095,Rex,Boxer/Mix,Tan,Dog,9 years 1 month.,Male,Alpha,"
ADOPTED = REX + "2017-04-01 00:00:00,Adoption,0,2017-04-09 00:00:00,Moving,,Died in care,0,0,0\n"
AGAIN = REX + "2017-05-01 00:00:00,Adoption,0,,Stray,,Died in care,0,0,0\n"
DIED = (
    "2,2017-03-01 00:00:00,Biting,0,D2,0A1,Max,Beagle,Black,Dog,5 months.,Male,Alpha,2017-03-02 00:00:00,"
    "Foster,0,2017-03-03 00:00:00,Stray,2017-03-09 00:00:00,Biting,0,1,0\n"
)
CAT = REX.replace("1,", "3,", 1).replace(",Dog,", ",Cat,") + "2017-04-01 00:00:00,Adoption,0,,,,,0,0,0\n"
TORN = REX.replace("1,2017-03-01", "4,yesterday", 1) + "2017-04-01 00:00:00,Adoption,0,,,,,0,0,0\n"
NATIVE = (
    "external_ref,custody_basis,found_text,division,found_time,sex,breed,colour,age_months,size\n"
    "a-1,STRAY,大学西路,150105,2026-07-13T23:41:00+08:00,male,RURAL,YWW,24,M\n"
    "a-2,STRAY,大学西路,150105,yesterday,male,RURAL,YWW,24,M\n"
)
COLUMNS = "external_ref,found_text,division,found_time,colour,breed,sex,size\n"
SEAL = Seal(b"k" * 32)


def dogs(first: int, last: int) -> str:
    row = "{n},大学西路,150105,2026-07-13T23:41:00+08:00,YW,RURAL,male,M\n"
    return COLUMNS + "".join(row.format(n=n) for n in range(first, last + 1))


def read(text: str) -> Reading:
    return formats.read(text, SEAL)


def test_rows_of_one_dog_are_one_dog() -> None:
    reading = read(HEADER + ADOPTED + AGAIN)

    (rex,) = reading.records
    assert (rex.ref, rex.rows, reading.rows) == ("asm3:1", [2, 3], 2)
    assert rex.new.age_months == 109
    assert rex.new.found_time.isoformat() == "2017-03-01T00:00:00+08:00"
    assert not rex.housed


def test_what_is_no_dog_or_no_date_is_refused_with_its_row() -> None:
    reading = read(HEADER + ADOPTED + CAT + TORN)

    assert [row for row, _ in reading.refused] == [3, 4]
    assert "Not a dog: Cat" in reading.refused[0][1]
    assert "intakedate is not a date" in reading.refused[1][1]


def test_a_death_and_an_impossible_chip_are_kept_as_recorded() -> None:
    (max_,) = read(HEADER + DIED).records

    assert max_.death is not None and max_.death[1:] == ("Biting", True)
    assert max_.new.chip is None
    assert "0A1" in max_.new.notes
    assert max_.new.custody_basis == "OBSERVATION"


def test_our_own_columns_are_understood_too() -> None:
    reading = read(NATIVE)

    assert [record.ref for record in reading.records] == ["csv:a-1"]
    assert reading.refused[0][0] == 3
    assert "found_time" in reading.refused[0][1]


def test_another_file_is_refused_whole() -> None:
    with pytest.raises(Refused, match="neither"):
        read("a,b\n1,2\n")


def finish(client: Client, text: str) -> dict[str, Any]:
    started = client.post("/intake/v1/imports", text, Content_Type="text/csv")
    assert started.status == 202
    for _ in range(1200):
        state: dict[str, Any] = client.get(f"/intake/v1/imports/{started.json()['import_id']}").json()
        if state["status"] == "finished":
            return state
        time.sleep(0.05)
    raise TimeoutError(state)


def test_a_file_imported_twice_doubles_nothing(officer: Client) -> None:
    text = HEADER + ADOPTED + AGAIN + DIED + CAT

    first, second = finish(officer, text), finish(officer, text)

    assert (first["taken_in"], first["known"], first["done"], first["rows"]) == (2, 0, 4, 4)
    assert (second["taken_in"], second["known"]) == (0, 2)
    assert officer.get("/intake/v1/counts").json() == {"dogs": 2, "stays": 2, "died": 1, "deceased": 1}


def test_a_file_that_is_not_one_is_told_so(officer: Client, running: Client) -> None:
    answers = [
        officer.post("/intake/v1/imports", "a,b\n1,2\n", Content_Type="text/csv"),
        officer.post("/intake/v1/imports", b"\xff\xfe\x00", Content_Type="text/csv"),
        officer.post("/intake/v1/imports", {"file": "x"}),
        running.post("/intake/v1/imports", NATIVE, Content_Type="text/csv"),
    ]

    assert [answer.status for answer in answers] == [422, 422, 415, 401]


def all_finished(store: Store) -> bool:
    with store.read() as work:
        return all(one.finished_at for one in work.exec(select(Import)).all())


def test_an_import_that_was_cut_off_is_finished_on_its_own(officer: Client, store: Store) -> None:
    finish(officer, NATIVE)
    with store.write() as work:
        (told,) = work.exec(select(Import)).all()
        told.finished_at, told.text, told.sealed = None, NATIVE, None  # as before it was done
        told.started_at -= timedelta(hours=1)

    again = finish(officer, HEADER + ADOPTED)  # wakes the job, which finds both unfinished

    assert again["taken_in"] == 1
    until(lambda: all_finished(store))


def test_a_file_that_cannot_be_worked_through_stops_no_other(
    officer: Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried again, and readiness says so."""
    finish(officer, NATIVE)
    with store.write() as work:
        (told,) = work.exec(select(Import)).all()
        told.finished_at, told.text, told.sealed = None, "nothing that could have been begun", None
        told.started_at -= timedelta(hours=1)

    assert finish(officer, HEADER + ADOPTED)["taken_in"] == 1
    until(lambda: "task_down" in officer.get("/intake/health/ready").text)

"""The past, taken in from an untidy file."""

import csv
import io
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.adoption.app import app
from services.adoption.applications.models import Adoption
from services.adoption.dogs.models import Dog
from services.adoption.imports import reading, rules
from services.adoption.reclaims.models import Reclaim
from services.adoption.returns.models import Return
from services.adoption.settings import AdoptionSettings
from shared import auth, clock
from shared.events import BY_TYPE, DogAdopted, DogReturned, HoldPlaced
from shared.problems import Unreasonable
from tests.adoption.conftest import SEEN, House, eventually, intaken, vaccinated
from tests.servers import serving

REAL = Path(__file__).parents[3].parent / "shared/data/bloomington-2017.csv"
HEADER = "id,intakedate,movementdate,movementtype,istrial,returndate,returnedreason,speciesname"
UNTIDY = f"""{HEADER}
7,2017-05-01 00:00:00,2017-06-10 00:00:00,Adoption,0,,Stray,Dog
7,2017-05-01 00:00:00,2017-04-20 00:00:00,Adoption,0,2017-05-01 00:00:00,Moving,Dog
7,2017-05-01 00:00:00,2017-05-02 00:00:00,Foster,0,2017-05-03 00:00:00,Stray,Dog
8,2017-05-01 00:00:00,2017-05-02 00:00:00,Reclaimed,0,2017-06-01 00:00:00,"ran
away",Dog
9,2017-05-01 00:00:00,2017-05-02 00:00:00,Adoption,0,,Stray,Dog
9,2017-05-01 00:00:00,2017-07-02 00:00:00,Adoption,1,,Stray,Dog
10,2017-05-01 00:00:00,2017-05-02 00:00:00,Adoption,0,,Stray,Cat
11,2017-05-01 00:00:00,some day,Adoption,0,,Stray,Dog
12,2017-05-01 00:00:00,2017-05-02 00:00:00,Adoption,0,2017-05-01 00:00:00,Stray,Dog
,2017-05-01 00:00:00,2017-05-02 00:00:00,Adoption,0,,Stray,Dog
13,2017-05-01 00:00:00,2017-05-02 00:00:00,Transfer,0,,Stray,Dog
14,2017-05-01 00:00:00,2017-05-02 00:00:00,Adoption,0,,Stray,Dog
15,2017-05-01
"""


def dogs_of(*asm3_ids: str) -> list[Any]:
    return [intaken(f"d{i}", external_ref=f"asm3:{i}", claim_until=None) for i in asm3_ids]


def send(house: House, text: str, role: str = "officer") -> str:
    sent = house.client.signed_in(house.token(role)).ask(
        "POST", "/adoption/v1/imports", text, {"Content-Type": "text/csv; charset=utf-8"}
    )
    assert sent.status == 202, sent.text
    return str(sent.json()["import_id"])


def finished(house: House, import_id: str) -> dict[str, Any]:
    def done() -> bool:
        return bool(house.get(f"/imports/{import_id}", "auditor").json()["status"] == "finished")

    eventually(done, 60)
    answer: dict[str, Any] = house.get(f"/imports/{import_id}", "auditor").json()
    return answer


def dog_row(house: House, dog_id: str) -> Dog:
    found: Dog = house.rows(sa.select(Dog).where(sa.inspect(Dog).c.dog_id == dog_id))[0]
    return found


# ---- rules -----------------------------------------------------------------------------------------


def test_rows_are_sorted_into_ours_theirs_and_refused() -> None:
    file = rules.read(UNTIDY)

    assert file.rows == 13
    assert [m.row for m in file.dogs["7"]] == [3, 2]
    assert file.not_ours == [4, 12]
    assert sorted(file.refused) == [8, 9, 10, 11, 14]
    assert "Cat" in file.refused[8]
    assert "some day" in file.refused[9]


def test_a_return_begins_a_stay_and_a_forgotten_return_does_not() -> None:
    file = rules.read(UNTIDY)

    seven, stay, gone = rules.story(file.dogs["7"], "first")
    nine, same_stay, _ = rules.story(file.dogs["9"], "first")

    assert [chapter.stay_id for chapter in seven] == ["first", seven[0].movement.next_stay]
    assert (stay, gone) == (seven[0].movement.next_stay, "ADOPTED")
    assert [chapter.stay_id for chapter in nine] == ["first", "first"]
    assert same_stay == "first"


def test_an_export_is_in_the_citys_own_time() -> None:
    first = rules.read(UNTIDY).dogs["7"][0]

    assert first.moved_at == datetime(2017, 4, 19, 16, 0, tzinfo=UTC)


def test_the_same_row_has_the_same_ids_whenever_it_is_read() -> None:
    one, other = rules.read(UNTIDY).dogs["7"][0], rules.read(UNTIDY).dogs["7"][0]

    assert (one.id, one.return_id, one.next_stay) == (other.id, other.return_id, other.next_stay)
    assert len({one.id, one.return_id, one.next_stay, one.person}) == 4


def test_a_file_of_something_else_is_refused_whole() -> None:
    with pytest.raises(Unreasonable, match="movementtype"):
        rules.check_header("id,name\n1,Rex\n")


# ---- the job ---------------------------------------------------------------------------------------


def test_a_file_that_is_too_much_is_refused_in_words() -> None:
    wide = ",".join([HEADER, *(f"c{n}" for n in range(40_000))])
    with pytest.raises(Unreasonable, match="有 40008 列，最多 100 列"):
        reading.understood((wide + "\n1\n").encode())
    with pytest.raises(Unreasonable, match="请分成几个文件"):
        rules.read(HEADER + "\n" + "1,,,,,,,Cat\n" * (rules.MOST_ROWS + 1))
    with pytest.raises(Unreasonable, match="不是完整的 CSV"):
        rules.read(HEADER + "\n" + "x" * 200_000)
    reading.READER.close()


def test_a_long_file_is_read_in_a_process_of_its_own_just_as_a_short_one() -> None:
    text = HEADER + "\n" + UNTIDY.partition("\n")[2].rpartition("15,")[0] * 80

    assert len(text) > reading.SHORT
    assert reading.understood(text.encode("gb18030")) == (text, rules.read(text))
    reading.READER.close()


def test_more_unknown_dogs_than_one_question_has_room_for_are_refused(house: House) -> None:
    row = "{n},2017-05-01 00:00:00,2017-05-02 00:00:00,Adoption,0,,Stray,Dog\n"
    told = finished(house, send(house, HEADER + "\n" + "".join(row.format(n=n) for n in range(1, 700))))

    assert (told["done"], len(told["refused"])) == (699, 699)


def test_the_past_is_taken_in_as_it_was(house: House) -> None:
    house.hears(*dogs_of("7", "8", "9"))

    progress = finished(house, send(house, UNTIDY))

    assert progress["rows"] == progress["done"] == 13
    assert progress["recorded"] == 5
    assert progress["not_ours"] == 2
    assert [r["row"] for r in progress["refused"]] == [8, 9, 10, 11, 13, 14]
    assert "intake first" in next(r["reason"] for r in progress["refused"] if r["row"] == 13)
    counts = house.get("/counts", "auditor").json()
    assert counts == {"dogs": 3, "adopted": 4, "reclaimed": 1, "returned": 2, "listed": 0, "died": 0}
    seven, eight, nine = (dog_row(house, dog) for dog in ("d7", "d8", "d9"))
    assert (seven.ours.gone, eight.ours.gone, nine.ours.gone) == ("ADOPTED", None, "ADOPTED")
    assert nine.ours.stay_id == "d9-stay-1"
    assert seven.ours.stay_id == rules.read(UNTIDY).dogs["7"][0].next_stay
    assert eight.ours.stay_id not in (None, "d8-stay-1")


def test_events_of_the_past_tell_one_story_in_order(house: House) -> None:
    house.hears(*dogs_of("7"))

    finished(house, send(house, UNTIDY.split("8,2017")[0]))

    told = [BY_TYPE[row.type].model_validate_json(row.data) for row in house.journal()]
    assert [type(event) for event in told] == [DogAdopted, DogReturned, DogAdopted]
    first, back, second = told
    assert isinstance(first, DogAdopted) and isinstance(back, DogReturned) and isinstance(second, DogAdopted)
    assert (first.stay_id, second.stay_id) == ("d7-stay-1", back.stay_id)
    assert (back.reason, back.left_by) == ("Moving", "ADOPTED")
    assert first.occurred_at < back.occurred_at < second.occurred_at


def test_the_same_file_again_doubles_nothing_and_says_nothing(house: House) -> None:
    house.hears(*dogs_of("7", "8", "9"))
    first = finished(house, send(house, UNTIDY))
    before = house.told(), house.get("/counts", "auditor").json(), dog_row(house, "d7").model_dump()

    second = finished(house, send(house, UNTIDY))

    assert (house.told(), house.get("/counts", "auditor").json(), dog_row(house, "d7").model_dump()) == before
    assert second["recorded"] == first["recorded"]


def test_an_import_waits_for_dogs_that_are_on_their_way(house: House) -> None:
    import_id = send(house, UNTIDY.split("8,2017")[0])
    eventually(lambda: house.get(f"/imports/{import_id}", "auditor").json()["not_ours"] == 1)
    assert house.get(f"/imports/{import_id}", "auditor").json()["status"] == "running"

    house.hears(*dogs_of("7"))

    assert finished(house, import_id)["recorded"] == 2


def test_the_past_is_taken_in_on_postgresql(house_on_postgresql: House) -> None:
    house_on_postgresql.hears(*dogs_of("7", "8", "9"))

    progress = finished(house_on_postgresql, send(house_on_postgresql, UNTIDY))

    assert (progress["recorded"], progress["not_ours"], len(progress["refused"])) == (5, 2, 6)


def test_a_restart_goes_on_with_an_import(settings: AdoptionSettings) -> None:
    patient = settings.model_copy(update={"import_patience": 60})
    auth.make_keys(patient.key_folder)
    key = (patient.key_folder / "token.key").read_bytes()
    first, second = app(patient), app(patient)
    with serving(first) as client:
        house = House(client, first.state.service, key)
        house.hears(*dogs_of("7"))
        import_id = send(house, UNTIDY)
        eventually(lambda: house.get(f"/imports/{import_id}", "auditor").json()["recorded"] == 2)
        voice = house.voice

    with serving(second) as client:
        house = House(client, second.state.service, key, voice)
        house.hears(*dogs_of("8", "9", "14"))

        progress = finished(house, import_id)

    assert progress["recorded"] == 6
    assert [r["row"] for r in progress["refused"]] == [8, 9, 10, 11, 14]


def test_a_dog_that_lived_on_here_keeps_its_present(house: House) -> None:
    """Somebody imports the past again after the dog has gone on living with us."""
    house.hears(*dogs_of("8"))
    finished(house, send(house, UNTIDY))
    asked = house.ask("/dogs/d8/reclaims", {"name": "巴特尔", "phone": "13987654321"}).json()
    house.post(f"/reclaims/{asked['reclaim_id']}/handover", SEEN, "adoption")

    finished(house, send(house, UNTIDY))

    assert dog_row(house, "d8").ours.gone == "RECLAIMED"


def exit_of(asm3_id: str, at: datetime, how: str = "Adoption", back: str = "") -> str:
    return f"{HEADER}\n{asm3_id},2017-05-01 00:00:00,{at:%Y-%m-%d %H:%M:%S},{how},0,{back},Moving,Dog\n"


def held(dog: str, *blocks: str) -> HoldPlaced:
    return HoldPlaced.model_validate(
        {"occurred_at": clock.now(), "dog_id": dog, "stay_id": f"{dog}-stay-1", "hold_id": f"{dog}-hold",
         "blocks": blocks or ("ADOPTED", "RECLAIMED", "TRANSFERRED")}
    )  # fmt: skip


@pytest.mark.parametrize("how", ["Adoption", "Reclaimed"])
@pytest.mark.parametrize("at", ["2017-06-10", "2026-01-20"])
@pytest.mark.parametrize("back", ["", "2026-02-01 00:00:00"])
def test_no_file_takes_a_dog_away_that_is_held(house: House, how: str, at: str, back: str) -> None:
    """Also not with a date before the hold, nor on to another stay: at the desk nobody could either."""
    house.hears(*dogs_of("7"), vaccinated("d7"), held("d7"))

    (refused,) = finished(house, send(house, exit_of("7", datetime.fromisoformat(at), how, back)))["refused"]

    assert refused["row"] == 2 and "have the hold ended before the handover" in refused["reason"]
    assert (dog_row(house, "d7").ours.gone, dog_row(house, "d7").ours.stay_id) == (None, "d7-stay-1")
    assert [told for told in house.told() if told != "dog.became-adoptable"] == []


def test_what_is_held_from_a_family_alone_goes_back_to_its_owner(house: House) -> None:
    house.hears(*dogs_of("7"), held("d7", "ADOPTED"))

    progress = finished(house, send(house, exit_of("7", datetime(2017, 6, 1), "Reclaimed")))

    assert (progress["recorded"], dog_row(house, "d7").ours.gone) == (1, "RECLAIMED")


def test_a_file_hands_over_no_dog_that_others_have_a_right_to(house: House) -> None:
    soon = clock.now() + timedelta(days=3)
    house.hears(
        intaken("d7", external_ref="asm3:7", claim_until=soon), *dogs_of("8", "9"), vaccinated("d9"),
    )  # fmt: skip
    house.accept(house.ask("/dogs/d8/reclaims", {"name": "巴特尔", "phone": "13987654321"}))
    asked = house.ask("/dogs/d9/applications", {"name": "乌兰", "phone": "13812345678"}).json()
    house.post(f"/applications/{asked['application_id']}/approval", {}, "adoption")

    told = [
        finished(house, send(house, exit_of(i, datetime(2017, 6, 1))))["refused"][0]["reason"]
        for i in ("7", "8", "9")
    ]

    assert ["still claim" in told[0], "decide the reclaim" in told[1], "kept for" in told[2]] == [True] * 3
    assert [dog_row(house, dog).ours.gone for dog in ("d7", "d8", "d9")] == [None] * 3


def test_what_happens_here_passes_what_the_desk_asks(house: House) -> None:
    """The past is over: nobody can vaccinate a dog before it went home. Since it is ours, somebody can."""
    house.hears(*dogs_of("7", "8"), intaken("d9", external_ref="asm3:9", custody_basis="SEIZED"))
    today, past = clock.now().astimezone(clock.CITY), datetime(2017, 6, 1)

    told = [
        finished(house, send(house, exit_of(*which)))["refused"]
        for which in (("7", today), ("9", today, "Reclaimed"), ("8", past))
    ]

    assert "Not vaccinated" in told[0][0]["reason"] and "held by law" in told[1][0]["reason"]
    assert told[2] == []


def test_a_file_tells_nothing_of_the_future(house: House) -> None:
    house.hears(*dogs_of("7"))
    later = exit_of("7", datetime(2126, 6, 1))
    back = exit_of("7", datetime(2017, 6, 1), back="2126-06-01 00:00:00")

    for text in (later, back):
        assert "cannot happen in the future" in finished(house, send(house, text))["refused"][0]["reason"]

    assert house.told() == []


def test_a_reason_that_names_somebody_is_refused_and_not_repeated(house: House) -> None:
    house.hears(*dogs_of("7"))
    text = exit_of("7", datetime(2017, 6, 1), back="2017-07-01 00:00:00").replace("Moving", "13812345678张三")

    (refused,) = finished(house, send(house, text))["refused"]

    assert "returnedreason" in refused["reason"] and "138" not in refused["reason"]
    assert house.told() == []


def test_a_file_comes_as_csv_from_officers(house: House) -> None:
    officer = house.client.signed_in(house.token("officer"))
    path, as_csv = "/adoption/v1/imports", {"Content-Type": "text/csv"}

    assert officer.ask("POST", path, UNTIDY, {"Content-Type": "application/json"}).status == 415
    assert house.client.ask("POST", path, UNTIDY, as_csv).status == 401
    assert house.client.signed_in(house.token("vet")).ask("POST", path, UNTIDY, as_csv).status == 403
    assert officer.ask("POST", path, "id\n1\n", as_csv).status == 422
    assert officer.ask("POST", path, b"\xff\xff\xff", as_csv).status == 422
    assert officer.ask("POST", path, (UNTIDY * 2000), as_csv).status == 202  # more than other doors take


@pytest.mark.skipif(not REAL.exists(), reason="the real shelter file is not here")
def test_a_real_shelters_file_is_taken_in(house: House) -> None:
    """The first 300 rows; all of them by `tests/system/test_import.py`."""
    text = "".join(REAL.read_text(encoding="utf-8-sig").splitlines(keepends=True)[:301])
    table = list(csv.DictReader(io.StringIO(text)))
    of_dogs = [row for row in table if row["speciesname"] == "Dog"]
    ours = [row for row in of_dogs if row["movementtype"] in ("Adoption", "Reclaimed")]
    kinds = Counter(row["movementtype"] for row in ours)
    back = sum(1 for row in ours if row["returndate"])
    house.hears(*dogs_of(*dict.fromkeys(row["id"] for row in of_dogs)))

    progress = finished(house, send(house, text))

    assert progress["rows"] == len(table)
    assert progress["recorded"] == len(ours)
    assert progress["not_ours"] == len(of_dogs) - len(ours)
    assert [r["row"] for r in progress["refused"]] == [
        number for number, row in enumerate(table, start=2) if row["speciesname"] != "Dog"
    ]
    counts = house.get("/counts", "auditor").json()
    assert counts["adopted"] == kinds["Adoption"] == len(house.rows(sa.select(Adoption)))
    assert counts["reclaimed"] == kinds["Reclaimed"] == len(house.rows(sa.select(Reclaim)))
    assert counts["returned"] == back == len(house.rows(sa.select(Return)))
    told = Counter(house.told())
    assert told == {
        "dog.adopted": counts["adopted"],
        "dog.reclaimed": counts["reclaimed"],
        "dog.returned": back,
    }
    assert all('"imported":true' in row.data for row in house.journal())
    assert told["dog.adopted"] == len({r.data for r in house.journal() if "dog.adopted" in r.type})
    assert_stays_make_sense(house, ours)


def assert_stays_make_sense(house: House, ours: list[dict[str, str]]) -> None:
    """Every return leaves a stay that a movement ended; a dog is gone if it did not come back last."""
    last: dict[str, dict[str, str]] = {}
    for row in sorted(ours, key=lambda r: (r["movementdate"], not r["returndate"], r["returndate"])):
        last[row["id"]] = row
    for dog in house.rows(sa.select(Dog)):
        latest = last.get((dog.external_ref or "").removeprefix("asm3:"))
        at_home = latest is not None and not latest["returndate"]
        assert (dog.ours.gone is not None) == at_home, (dog.external_ref, latest, dog.ours.gone)
    left = {(a.dog_id, a.stay_id) for a in house.rows(sa.select(Adoption))}
    left |= {(r.dog_id, r.stay_id) for r in house.rows(sa.select(Reclaim))}
    assert {(r.dog_id, r.left_stay) for r in house.rows(sa.select(Return))} <= left

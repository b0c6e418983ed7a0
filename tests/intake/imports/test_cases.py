"""Small files that the house got wrong: each with what is right."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.intake.exits.away import ESCAPED
from services.intake.imports.checking import REFERENCES
from shared.keyring import Keyring
from shared.settings import Settings
from shared.store import Store
from shared.tables import journal
from tests.intake.imports.test_routes import NATIVE, finish
from tests.servers import Client

CASES = Path(__file__).parent / "cases"
COLUMNS = "external_ref,found_text,division,found_time,colour,notes\n"


def case(name: str) -> str:
    (file,) = CASES.glob(f"{name}-*.csv")
    return file.read_text(encoding="utf-8")


def look(client: Client, text: str) -> dict[str, Any]:
    seen: dict[str, Any] = client.post("/intake/v1/imports/previews", text, Content_Type="text/csv").json()
    return seen


def journalled(store: Store, kind: str) -> list[dict[str, Any]]:
    with store.read() as work:
        query = (
            sa.select(journal.c.data).where(journal.c.type.contains(f".{kind}.")).order_by(journal.c.sequence)
        )
        return [json.loads(data) for data in work.scalars(query)]


def counts(client: Client) -> dict[str, int]:
    found: dict[str, int] = client.get("/intake/v1/counts").json()
    return found


def test_four_puppies_of_one_litter_are_four_dogs(officer: Client, store: Store) -> None:
    first, second = finish(officer, case("c02")), finish(officer, case("c02"))

    assert (first["taken_in"], second["taken_in"], second["known"]) == (4, 0, 4)
    refs = {dog["external_ref"] for dog in journalled(store, "intaken")}
    assert len(refs) == 4 and "废品站" not in str(refs)


def test_a_second_stay_of_an_animal_is_a_second_stay(officer: Client, store: Store) -> None:
    assert [look(officer, case("c01"))[name] for name in ("dogs", "known", "refused")] == [2, 0, []]

    first, second = finish(officer, case("c01")), finish(officer, case("c01"))

    assert (first["taken_in"], second["taken_in"], second["known"]) == (2, 0, 2)
    assert counts(officer) == {"dogs": 1, "stays": 2, "died": 0, "escaped": 1}
    (intaken,), (opened,) = journalled(store, "intaken"), journalled(store, "opened")
    shown = officer.get(f"/intake/v1/dogs/{intaken['dog_id']}").json()
    assert intaken["external_ref"] == shown["external_ref"] == "csv:A100"
    assert [(one["opened_at"], one["outcome"], one["found_text"]) for one in shown["stays"]] == [
        ("2026-01-05T02:00:00Z", ESCAPED, "东街"), ("2026-06-05T02:00:00Z", None, "西街")
    ]  # fmt: skip
    assert opened["stay_id"] == shown["stays"][1]["id"]
    assert opened["claim_until"] > "2026-06-05", "nobody knows how it left: its owner may claim it again"


def test_a_further_stay_is_told_before_it_is_begun_and_an_older_one_is_refused(officer: Client) -> None:
    header, first, second = case("c01").splitlines()
    finish(officer, f"{header}\n{first}\n")

    seen = look(officer, case("c01"))
    assert (seen["known"], seen["again"]) == (1, 1)
    finish(officer, f"{header}\n{second}\n")
    older = finish(officer, f"{header}\n{first.replace('2026-01-05', '2026-01-04')}\n")
    assert "import older ones first" in older["refused"][0]["reason"]


def test_what_held_a_dog_holds_it_in_its_further_stay(officer: Client, store: Store) -> None:
    """Else a file with one more row would end a seizure, which takes two people."""
    header, first, second = case("c01").splitlines()
    finish(officer, f"{header}\n{first}\n")
    (intaken,) = journalled(store, "intaken")
    officer.post(f"/intake/v1/stays/{intaken['stay_id']}/holds", {"hold": "SEIZURE", "because": "涉案扣押"})

    finish(officer, f"{header}\n{second}\n")

    (opened,) = journalled(store, "opened")
    holds = officer.get(f"/intake/v1/stays/{opened['stay_id']}/holds").json()
    assert "SEIZURE" in holds["blocked"]["ADOPTED"]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("c08", {2: "lies in the future"}),
        ("c09", {2: "There is no division 999999", 3: "There is no division 150106"}),
        ("c10", {2: "第18次联合行动", 3: "ABCDEFGHJKMN", 4: "arrived before it was found"}),
        ("e15", {2: "a code of 6 or 9 digits"}),
    ],
)  # fmt: skip
def test_a_file_passes_the_desk_s_checks_before_it_is_begun(
    officer: Client, name: str, rows: dict[int, str]
) -> None:
    seen = look(officer, case(name))

    assert [one["row"] for one in seen["refused"]] == [*rows]
    assert all(word in one["reason"] for one, word in zip(seen["refused"], rows.values(), strict=True))
    assert (seen["dogs"], seen["first"]) == (0, [])
    officer.post(f"/intake/v1/imports/{seen['import_id']}/begin")
    state = finish(officer, case(name))
    assert (state["taken_in"], [one["row"] for one in state["refused"]]) == (0, [*rows])
    assert counts(officer)["dogs"] == 0


def test_times_are_the_city_s_where_they_have_no_zone_and_numbers_are_none(officer: Client) -> None:
    row = "{n},东街,150105,{at},YW,\n"
    moments = ("2026-05-01 22:10", "2026-05-01T22:10:00+09:00", "2013", "43619", "20190603", "2026-05-01")
    text = COLUMNS + "".join(row.format(n=f"T{n}", at=at) for n, at in enumerate(moments))

    seen = look(officer, text)

    assert [one["found_time"] for one in seen["first"]] == [
        "2026-05-01T22:10:00+08:00",
        "2026-05-01T22:10:00+09:00",
    ]
    assert [one["row"] for one in seen["refused"]] == [4, 5, 6, 7]
    assert all("2026-07-13T23:41:00+08:00" in one["reason"] for one in seen["refused"])


@pytest.mark.parametrize("column", ["name", "breed", "colour"])
def test_a_phone_number_in_what_everybody_reads_refuses_the_row_and_is_not_repeated(
    officer: Client, column: str
) -> None:
    cells = {"name": "阿黄", "breed": "RURAL", "colour": "YW"} | {column: "张三13812345678"}
    header = "external_ref,found_text,division,found_time,name,breed,colour\n"

    text = f"{header}P1,东街,150105,2026-05-01 22:10,{','.join(cells.values())}\n"
    (refused,) = look(officer, text)["refused"]

    assert refused["row"] == 2 and column in refused["reason"]
    assert "138" not in refused["reason"] and "张三" not in refused["reason"]


def test_with_another_key_rows_without_a_number_are_refused_not_doubled(
    officer: Client, keys: Path, store: Store
) -> None:
    finish(officer, case("c02"))
    (keys / "reference-intake.key").write_bytes(b"another key of thirty-two bytes.")
    Keyring(store, Settings(keys=keys), [REFERENCES]).accept("reference-intake", "li", "the old one is lost")
    officer.get("/intake/health/ready")  # it looks at its keys

    answer = officer.post("/intake/v1/imports", case("c02"), Content_Type="text/csv")

    assert answer.status == 422 and "reference-intake.key" in answer.text
    assert finish(officer, NATIVE)["taken_in"] == 1, "a file with numbers of its own needs no key"

"""The pages of death, as plain forms in both languages."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest

from shared import auth
from tests.intake.conftest import a_dog
from tests.intake.deaths.test_routes import CARRIER, DRUG, SIGNS
from tests.servers import Answer, Client

FORM = {"Content_Type": "application/x-www-form-urlencoded"}
ROOT = Path(__file__).parents[3]
HERE = "/intake/deaths/"
Person = Callable[[str], "AtADesk"]


class AtADesk:
    """Somebody with a browser and no script."""

    def __init__(self, running: Client, keys: Path, role: str) -> None:
        token = auth.sign((keys / "token.key").read_bytes(), f"one {role}", [role])
        self.client = running
        self.headers = {"Cookie": f"{auth.COOKIE}={token}", "Sec_Fetch_Site": "same-origin"}

    def look(self, path: str) -> Answer:
        return self.client.get(path, **self.headers)

    def send(self, path: str, **fields: str) -> Answer:
        return self.client.post(path, urlencode(fields), **FORM, **self.headers)


@pytest.fixture
def person(running: Client, keys: Path) -> Person:
    return lambda role: AtADesk(running, keys, role)


@pytest.fixture
def dog(officer: Client) -> dict[str, str]:
    return dict(officer.post("/intake/v1/dogs", a_dog(name="老黄")).json())


def test_who_is_not_logged_in_is_sent_to_log_in_and_back(running: Client) -> None:
    for path in (HERE, f"{HERE}x"):
        answer = running.get(path)

        assert (answer.status, answer.headers["location"]) == (303, f"/intake/login?next={path}")


def test_from_the_proposal_to_the_receipt_by_forms(
    person: Person, dog: dict[str, str], officer: Client
) -> None:
    vet, one, keeper, there = person("vet"), person("officer"), person("keeper"), HERE + dog["dog_id"]
    assert vet.send(there, act="propose", ground="INCURABLE", why="脊柱断裂", **SIGNS).status == 303
    proposal = officer.get("/intake/v1/euthanasia").json()["proposals"][0]["id"]
    assert "脊柱断裂" in one.look(HERE).text
    assert "安乐死用药" not in vet.look(there).text

    for _ in range(2):  # a double tap
        assert one.send(HERE, act="approve", of=proposal, key="1").status == 303
    assert "安乐死用药" in vet.look(there).text
    assert "撤销批准" in one.look(HERE).text
    death = {"act": "record", "kind": "EUTHANASIA", "cause": "脊柱断裂"} | SIGNS | DRUG
    assert vet.send(there, **death, at="", weight_kg="").status == 303
    assert "G-2026-031" in one.look(there).text
    assert "未入冷库" in one.look(HERE).text

    assert (
        keeper.send(there, act="store", bag_no="B1", seal_no="S1", weight_kg="18.5", place="1").status == 303
    )
    assert "账实相符" in one.look(HERE).text
    assert keeper.send(HERE, act="collect", dogs=dog["dog_id"], **CARRIER).status == 303
    assert "已交运，没有回执" in one.look(HERE).text
    left = officer.get("/intake/v1/disposals").json()["disposals"][0]["id"]
    refused = keeper.send(HERE, act="sign", of=left, receipt_no="R1", method="INCINERATION")
    assert (refused.status, "交运人不能再签" in refused.text) == (409, True)
    assert one.send(HERE, act="sign", of=left, receipt_no="R1", method="INCINERATION").status == 303

    page = one.look(HERE).text
    assert "账实相符" in page
    assert "焚烧" in page
    assert "R1" in one.look(there).text


def test_who_proposed_it_is_not_offered_to_approve_it(
    running: Client, keys: Path, dog: dict[str, str]
) -> None:
    chief = AtADesk(running, keys, "admin")
    chief.send(HERE + dog["dog_id"], act="propose", ground="DANGEROUS", why="多次伤人", **SIGNS)

    page = chief.look(HERE).text

    assert "须由另一人批准" in page
    assert 'value="approve"' not in page


def test_an_approval_is_taken_back_by_form(person: Person, dog: dict[str, str], officer: Client) -> None:
    vet, one, there = person("vet"), person("officer"), HERE + dog["dog_id"]
    vet.send(there, act="propose", ground="INCURABLE", why="脊柱断裂", **SIGNS)
    proposal = officer.get("/intake/v1/euthanasia").json()["proposals"][0]["id"]
    one.send(HERE, act="approve", of=proposal)
    assert "去撤销" in vet.look(there).text
    assert "撤销批准" not in person("legal").look(HERE).text

    assert vet.send(HERE, act="withdraw", of=proposal, because="复查后有救治希望").status == 303

    page = vet.look(there).text
    assert all(told in page for told in ("批准已撤销", "复查后有救治希望", "提出申请"))
    assert "安乐死用药" not in page


def test_what_is_refused_is_said_and_nothing_is_lost(person: Person, dog: dict[str, str]) -> None:
    vet, there = person("vet"), HERE + dog["dog_id"]

    answer = vet.send(there, act="record", kind="DIED", cause="犬瘟热", vet_name="哈斯", vet_licence="1")
    early = vet.send(there, act="record", kind="DIED", cause="犬瘟热", at="2006-01-01T00:00", **SIGNS)

    assert (answer.status, early.status) == (422, 422)
    assert "执业证号" in answer.text
    assert 'value="哈斯"' in answer.text
    assert "死亡时间" in early.text
    assert vet.send(there, act="record", kind="DIED", cause="犬瘟热", at="soon", **SIGNS).status == 422


def test_who_may_look_is_not_offered_what_he_may_not_do(person: Person, dog: dict[str, str]) -> None:
    auditor, there = person("auditor"), HERE + dog["dog_id"]

    assert 'method="post" action="/intake/deaths' not in auditor.look(there).text
    assert auditor.send(there, act="record", kind="DIED", cause="病", **SIGNS).status == 403
    assert person("keeper").send(there, act="propose", ground="OTHER", why="老了", **SIGNS).status == 403
    assert person("adoption").look(HERE).status == 403


def test_a_dog_is_found_from_the_page(person: Person, dog: dict[str, str]) -> None:
    page = person("vet").look(f"{HERE}?q={dog['stay_no']}").text

    assert f'href="{HERE}{dog["dog_id"]}"' in page
    assert "没有找到" in person("vet").look(f"{HERE}?q=HH-1999-000001").text


def test_days_the_wrong_way_round_are_said(person: Person) -> None:
    assert person("vet").look(f"{HERE}?since=2026-02-01&until=2026-01-01").status == 422
    assert person("vet").look(f"{HERE}?since=x&until=").status == 200
    assert person("vet").send(HERE, act="cancel").status == 404

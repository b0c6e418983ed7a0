"""The doors of tags, on a real store and a real Redis."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from services.intake.tags.models import Tag
from shared.store import Store
from shared.tables import journal
from tests.intake.conftest import NOW, a_dog
from tests.servers import Client

HERE = "/intake/v1/tags"
BATCHES = "/intake/v1/tag-batches"


def a_batch(officer: Client, sheets: int = 1) -> dict[str, Any]:
    """A batch that was printed, with its labels."""
    made = officer.post(BATCHES, {"sheets": sheets, "purpose": "第18次联合行动"}).json()
    whole: dict[str, Any] = officer.get(f"{BATCHES}/{made['batch_id']}").json()
    return whole


def blank(officer: Client) -> str:
    return str(a_batch(officer)["labels"][0]["code"])


def taken_in(officer: Client, **changed: Any) -> dict[str, Any]:
    answer = officer.post("/intake/v1/dogs", a_dog(**changed))
    assert answer.status == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def told(store: Store, dog_id: str) -> list[str]:
    """The events about the dog's tags, in order."""
    with store.read() as work:
        types = sa.select(journal.c.type).where(journal.c.subject == dog_id, journal.c.type.like("%.tag.%"))
        return [one.split(".")[3] for one in work.connection().scalars(types.order_by(journal.c.sequence))]


def test_a_label_that_was_printed_before_is_bound_at_intake(officer: Client) -> None:
    batch = a_batch(officer)
    code = batch["labels"][6]["code"]

    dog = taken_in(officer, tag_code=f"HTTPS://DOGS.EXAMPLE.CN/T/{code}")

    after = officer.get(f"{BATCHES}/{batch['batch_id']}").json()
    assert dog["tag"]["code"] == code
    assert dog["tag"]["url"].endswith(f"/T/{code}")
    assert (batch["bound"], after["bound"], after["labels"][6]["dog_id"]) == (0, 1, dog["dog_id"])


def test_without_a_label_a_dog_gets_a_code_that_nobody_has_had(officer: Client) -> None:
    assert len({taken_in(officer)["tag"]["code"] for _ in range(3)}) == 3


def test_a_label_is_given_once_and_the_second_dog_is_not_taken_in(officer: Client) -> None:
    code = blank(officer)
    first = taken_in(officer, tag_code=code)

    second = officer.post("/intake/v1/dogs", a_dog(tag_code=code))

    assert second.status == 409
    assert second.json()["stay_no"] == first["stay_no"]
    assert first["stay_no"] in second.json()["detail"]
    assert officer.get("/intake/v1/counts").json()["dogs"] == 1


def test_many_phones_scan_one_label_and_one_dog_gets_it(officer: Client) -> None:
    code = blank(officer)

    with ThreadPoolExecutor(8) as phones:
        statuses = list(
            phones.map(lambda _: officer.post("/intake/v1/dogs", a_dog(tag_code=code)).status, range(16))
        )

    assert Counter(statuses) == {201: 1, 409: 15}


def test_one_label_by_every_way_at_once_is_one_dogs_and_nobody_loses_a_tag_for_it(
    officer: Client, store: Store
) -> None:
    code, wears, bare = blank(officer), taken_in(officer), taken_in(officer)
    worn = wears["tag"]["code"]
    officer.post(f"{HERE}/{bare['tag']['code']}/loss", {})
    ways: list[tuple[str, dict[str, Any]]] = [
        ("/intake/v1/dogs", a_dog(tag_code=code)),
        (HERE, {"dog_id": bare["dog_id"], "tag_code": code}),
        (f"{HERE}/{worn}/replacement", {"tag_code": code}),
    ]

    with ThreadPoolExecutor(6) as people:
        statuses = list(people.map(lambda way: officer.post(*way).status, ways * 4))

    with store.read() as work:
        worn_now = Counter(work.exec(sa.select(Tag.dog_id).where(Tag.status == "ACTIVE")).scalars())
    assert statuses.count(201) == 1
    assert set(statuses) == {201, 409}
    assert (worn_now[wears["dog_id"]], max(worn_now.values())) == (1, 1)
    assert officer.get(f"{HERE}/{code}").json()["status"] == "ACTIVE"


def test_a_dog_that_gets_two_labels_at_once_wears_one_and_the_other_stays_free(officer: Client) -> None:
    dog, labels = taken_in(officer), [one["code"] for one in a_batch(officer)["labels"][:4]]
    officer.post(f"{HERE}/{dog['tag']['code']}/loss", {})

    with ThreadPoolExecutor(4) as people:
        statuses = list(
            people.map(
                lambda code: officer.post(HERE, {"dog_id": dog["dog_id"], "tag_code": code}).status, labels
            )
        )

    assert sorted(statuses) == [201, 409, 409, 409]
    assert officer.get(BATCHES).json()["batches"][0]["bound"] == 1


def test_a_label_that_was_lost_or_revoked_is_bound_to_no_dog_again_and_one_of_any_batch_is(
    officer: Client,
) -> None:
    lost, revoked, other = blank(officer), blank(officer), blank(officer)
    dogs = [taken_in(officer, tag_code=code) for code in (lost, revoked)]
    officer.post(f"{HERE}/{lost}/loss", {})
    officer.post(f"{HERE}/{revoked}/revocation", {"note": "有人复制了这张牌"})

    found_again = officer.post(HERE, {"dog_id": dogs[0]["dog_id"], "tag_code": lost})
    copied = officer.post("/intake/v1/dogs", a_dog(tag_code=revoked))

    assert (found_again.status, copied.status) == (409, 409)
    assert "已挂失" in found_again.json()["detail"]
    assert "已吊销" in copied.json()["detail"]
    assert officer.post(HERE, {"dog_id": dogs[0]["dog_id"], "tag_code": other}).status == 201


def test_a_phone_that_sends_twice_binds_once(officer: Client) -> None:
    code = blank(officer)
    answers = [
        officer.post("/intake/v1/dogs", a_dog(tag_code=code), Idempotency_Key="made-on-the-phone")
        for _ in range(2)
    ]

    assert answers[0].json() == answers[1].json()
    assert [answer.status for answer in answers] == [201, 201]


def test_a_label_of_a_dog_that_was_refused_is_free_again(officer: Client) -> None:
    code = blank(officer)

    assert officer.post("/intake/v1/dogs", a_dog(tag_code=code, chip="156000")).status == 422
    assert taken_in(officer, tag_code=code)["tag"]["code"] == code


def test_a_label_that_was_never_printed_is_refused(officer: Client) -> None:
    for shown in ("000000000000", "not a code"):
        answer = officer.post("/intake/v1/dogs", a_dog(tag_code=shown))

        assert (answer.status, "12" in answer.json()["detail"]) == (422, True)


def test_a_lost_tag_is_replaced_by_a_label_later(officer: Client, store: Store) -> None:
    dog, code = taken_in(officer), blank(officer)
    old = dog["tag"]["code"]

    lost = officer.post(f"{HERE}/{old}/loss", {"note": "洗澡时掉了"}).json()
    new = officer.post(f"{HERE}/{old}/replacement", {"tag_code": code}).json()

    assert (lost["status"], lost["history"][-1]["why"]) == ("LOST", "洗澡时掉了")
    assert (new["code"], new["status"], new["dog_id"]) == (code, "ACTIVE", dog["dog_id"])
    assert officer.get(f"{HERE}/{old}").json()["status"] == "REPLACED"
    assert officer.get(f"/intake/v1/dogs/{dog['dog_id']}").json()["tag"]["code"] == code
    assert told(store, dog["dog_id"]) == ["issued", "withdrawn", "issued"]


def test_the_old_tag_ends_before_the_new_one_begins(officer: Client, store: Store) -> None:
    dog = taken_in(officer)

    replaced = officer.post(f"{HERE}/{dog['tag']['code']}/replacement", {"why": "DAMAGED"})

    old = officer.get(f"{HERE}/{dog['tag']['code']}").json()
    assert replaced.status == 201
    assert replaced.json()["code"] != old["code"]
    assert [(one["status"], one["by"], one["why"]) for one in old["history"]] == [
        ("REPLACED", "one officer", "DAMAGED")
    ]
    assert told(store, dog["dog_id"]) == ["issued", "withdrawn", "issued"]


def test_a_revoked_tag_is_over_and_the_dog_gets_another(officer: Client, store: Store) -> None:
    dog = taken_in(officer)
    old = dog["tag"]["code"]

    revoked = officer.post(f"{HERE}/{old}/revocation", {"note": "有人复制了这张牌"})
    assert (revoked.status, revoked.json()["status"]) == (201, "REVOKED")
    for what, body in (("loss", {}), ("replacement", {}), ("revocation", {"note": "again"})):
        assert officer.post(f"{HERE}/{old}/{what}", body).status == 409

    issued = officer.post(HERE, {"dog_id": dog["dog_id"]})
    assert (issued.status, issued.json()["status"]) == (201, "ACTIVE")
    assert told(store, dog["dog_id"]) == ["issued", "withdrawn", "issued"]


def test_a_dog_that_wears_a_tag_gets_no_second_one_and_its_label_stays_free(officer: Client) -> None:
    dog, code = taken_in(officer), blank(officer)

    refused = officer.post(HERE, {"dog_id": dog["dog_id"], "tag_code": code})

    assert (refused.status, dog["tag"]["code"] in refused.json()["detail"]) == (409, True)
    assert taken_in(officer, tag_code=code)["tag"]["code"] == code


def test_a_tag_of_another_dog_is_never_given_again(officer: Client) -> None:
    first, second = taken_in(officer), taken_in(officer)
    for dog in (first, second):
        officer.post(f"{HERE}/{dog['tag']['code']}/loss", {})

    answer = officer.post(HERE, {"dog_id": second["dog_id"], "tag_code": first["tag"]["code"]})

    assert answer.status == 409


def test_a_dead_dog_gets_no_tag(officer: Client, store: Store) -> None:
    dog = taken_in(officer)
    officer.post(f"{HERE}/{dog['tag']['code']}/loss", {})
    with store.write() as work:
        work.connection().execute(sa.text("UPDATE dog SET death_cause='DIED'"))

    assert officer.post(HERE, {"dog_id": dog["dog_id"]}).status == 409


def test_the_store_itself_lets_no_dog_wear_two(officer: Client, store: Store) -> None:
    dog = taken_in(officer)

    with pytest.raises(sa.exc.IntegrityError), store.write() as work:
        work.add(Tag(code="000000000000", dog_id=dog["dog_id"], issued_at=NOW))


def test_batches_are_numbered_without_gaps_and_listed_newest_first(officer: Client) -> None:
    assert officer.post(BATCHES, {"sheets": 99}).status == 422
    made = [officer.post(BATCHES, {"sheets": 2, "purpose": f"第{n}次"}).json() for n in (1, 2, 3)]

    first = officer.get(f"{BATCHES}?limit=2").json()
    rest = officer.get(f"{BATCHES}?limit=2&after={first['next']}").json()

    assert [one["number"] for one in made] == [1, 2, 3]
    assert [one["number"] for one in first["batches"] + rest["batches"]] == [3, 2, 1]
    assert (made[0]["count"], made[0]["made_by"], rest["next"]) == (48, "one officer", None)


def test_every_label_of_a_batch_has_a_number_and_a_code_of_its_own(officer: Client) -> None:
    labels = a_batch(officer, sheets=2)["labels"]

    assert [one["number"] for one in labels] == [f"1-{nth:03d}" for nth in range(1, 49)]
    assert len({one["code"] for one in labels}) == 48


def test_what_does_not_fit_is_told_what_to_do(officer: Client) -> None:
    knocks: list[tuple[str, dict[str, Any], int]] = [
        ("", {"dog_id": "nobody"}, 404),
        ("/000000000000/loss", {}, 404),
        ("/000000000000/replacement", {}, 404),
        ("/000000000000/revocation", {"note": "copied"}, 404),
        ("/000000000000/revocation", {}, 422),
        ("/nonsense/loss", {}, 422),
        ("/000000000000/loss", {"why": "EATEN"}, 422),
    ]

    answers = [officer.post(HERE + path, body) for path, body, _ in knocks]

    assert [answer.status for answer in answers] == [status for _, _, status in knocks]
    assert all(answer.json()["detail"] for answer in answers)


def test_what_is_not_there_is_not_found(officer: Client) -> None:
    assert officer.get(f"{HERE}/000000000000").status == officer.get(f"{BATCHES}/none").status == 404

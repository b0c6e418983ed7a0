"""Attempts to end a hold early without a second person."""

from datetime import timedelta

from shared import clock
from tests.intake.holds.conftest import BECAUSE, As, ago, hold_id, shown, standing, taken_in
from tests.servers import Answer, Client

V1 = "/intake/v1"


def ask(client: Client, hold: str) -> Answer:
    return client.post(f"{V1}/holds/{hold}/release-requests", BECAUSE)


def confirm(client: Client, request: str) -> Answer:
    return client.post(f"{V1}/release-requests/{request}/confirmation", BECAUSE)


def test_one_person_with_many_roles_is_one_person(wang: Client, signed_in: As) -> None:
    """The name decides, whatever roles the token carries, and whichever door the request went through."""
    dog = taken_in(wang)
    request = ask(wang, hold_id(wang, dog, "QUARANTINE")).json()["id"]

    for role in ("officer", "vet", "admin"):
        answer = confirm(signed_in("wang", role), request)
        assert (answer.status, answer.json()["type"]) == (409, "/problems/SamePersonTwice")
    assert "QUARANTINE" in standing(wang, dog)


def test_what_was_taken_back_is_confirmed_by_nobody(wang: Client, li: Client) -> None:
    dog = taken_in(wang)
    hold = hold_id(wang, dog, "CLAIM_WINDOW")
    request = ask(wang, hold).json()["id"]
    assert wang.post(f"{V1}/release-requests/{request}/refusal", BECAUSE).status == 201
    second = ask(li, hold).json()["id"]

    assert confirm(li, request).json()["type"] == "/problems/AlreadyDecided"
    assert confirm(li, second).json()["type"] == "/problems/SamePersonTwice"
    assert "CLAIM_WINDOW" in standing(wang, dog)


def test_a_confirmation_ends_the_hold_that_it_was_asked_for_and_no_other(
    wang: Client, li: Client, vet: Client
) -> None:
    """Neither another hold of the dog, nor a later one of the same kind, nor the same hold a second time."""
    dog = taken_in(wang)
    here = f"{V1}/stays/{dog['stay_id']}/holds"
    first = wang.post(here, {"hold": "BEHAVIOUR", **BECAUSE}).json()["id"]
    wang.post(here, {"hold": "OWNER_DISPUTE", **BECAUSE})
    request = ask(wang, first).json()["id"]
    assert confirm(li, request).status == 201
    assert standing(wang, dog) == ["CLAIM_WINDOW", "OWNER_DISPUTE", "QUARANTINE"]

    assert wang.post(here, {"hold": "BEHAVIOUR", **BECAUSE}).status == 201
    assert confirm(vet, request).status == 409
    assert "BEHAVIOUR" in standing(wang, dog)


def test_a_request_for_a_quarantine_lapses_when_it_is_counted_anew(
    wang: Client, li: Client, vet: Client
) -> None:
    """Somebody agreed to end the first one early; the dog fell ill since."""
    dog = taken_in(wang)
    here = f"{V1}/stays/{dog['stay_id']}"
    request = ask(wang, hold_id(wang, dog, "QUARANTINE")).json()["id"]
    vet.post(f"{here}/quarantine/failure", {"note": "犬瘟热抗原阳性"})
    vet.post(f"{here}/recovery", {"to": "QUARANTINE"})

    assert confirm(li, request).json()["type"] == "/problems/AlreadyDecided"
    assert "QUARANTINE" in standing(wang, dog)
    assert [one["granted"] for one in shown(wang, dog)["requests"]] == [False]


def test_nobody_gives_a_hold_whose_length_is_law_an_end_of_his_own(wang: Client, vet: Client) -> None:
    dog = taken_in(wang)
    soon = (clock.now() + timedelta(seconds=30)).isoformat()

    for client, kind in ((vet, "RABIES_OBSERVATION"), (wang, "SEIZURE")):
        placed = client.post(f"{V1}/stays/{dog['stay_id']}/holds", {"hold": kind, "until": soon, **BECAUSE})
        assert (placed.status, placed.json()["type"]) == (422, "/problems/LengthIsLaw")


def test_an_observation_is_not_cut_short_by_rewriting_when_the_bite_was(wang: Client, vet: Client) -> None:
    dog = taken_in(wang, custody_basis="OBSERVATION", sheet={"bite": {"at": ago(hours=2)}})
    hold = hold_id(wang, dog, "RABIES_OBSERVATION")

    sheet = {"bite": {"at": ago(days=11)}, "because": "补正时间"}
    assert wang.post(f"{V1}/dogs/{dog['dog_id']}/sheet", sheet).status == 201

    ended = vet.post(f"{V1}/holds/{hold}/end", BECAUSE)
    assert (ended.status, ended.json()["type"]) == (409, "/problems/NeverEarly")

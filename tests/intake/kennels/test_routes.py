"""The doors of the kennels, on a real store and a real Redis."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.custody import rules as custody_rules
from services.intake.custody import store as custody
from services.intake.kennels.models import Kennel, KennelEntry
from services.intake.kennels.store import remember_companies
from services.intake.stays.models import Dog, Stay
from shared import clock
from shared.store import Store
from shared.tables import journal
from tests.intake.kennels.conftest import KENNELS, MOVES, kennel, move, take_in
from tests.servers import Client


def test_a_litter_that_is_weaned_is_to_be_parted(keeper: Client) -> None:
    family = [take_in(keeper, sex="female", age_months=30), take_in(keeper, age_months=2, size="S")]
    litter = keeper.post("/intake/v1/litters", {"dogs": [dog["dog_id"] for dog in family]}).json()["litter"]
    move(keeper, "F10", *family)

    weaned = keeper.post(f"/intake/v1/litters/{litter}/weaning")
    mixed = kennel(keeper, "F10")
    parted = move(keeper, "B01", family[0])

    assert (weaned.status, parted.status) == (201, 201)
    assert (mixed["company"], mixed["occupied"], len(mixed["dogs"])) == ("mixed", 1, 2)
    assert (kennel(keeper, "F10")["company"], kennel(keeper, "F10")["occupied"]) == ("puppies/S", 1)
    assert keeper.post(f"/intake/v1/litters/{litter}/weaning").status == 404


def test_a_dog_whose_bite_is_told_later_gets_no_more_company(keeper: Client, officer: Client) -> None:
    biter, next_one = take_in(keeper), take_in(keeper)
    assert biter["kennel"] == next_one["kennel"]
    bite = {"at": (clock.now() - timedelta(days=1)).isoformat()}

    told = officer.post(f"/intake/v1/dogs/{biter['dog_id']}/sheet", {"bite": bite})

    assert told.status == 201, told.text
    assert kennel(keeper, biter["kennel"])["company"] == "mixed"
    assert take_in(keeper)["kennel"] != biter["kennel"]
    assert move(keeper, "B01", biter).status == 201
    assert move(keeper, "B01", next_one).status == 409


def test_a_wet_kennel_takes_no_dog_until_its_contact_time_is_over(keeper: Client, store: Store) -> None:
    dog = take_in(keeper)
    wet = keeper.post(f"{KENNELS}/B05/disinfection", {"agent": "BLEACH"})

    early = move(keeper, "B05", dog)
    opened = keeper.post(f"{KENNELS}/B05/state", {"state": "open"})
    with store.write() as work:
        work.get_one(Kennel, "B05").until = clock.now()
    late = move(keeper, "B05", dog)

    assert (wet.status, wet.json()["state"]) == (201, "disinfecting")
    assert [early.status, opened.status, late.status] == [409, 409, 201]
    assert "minutes" in early.json()["detail"]
    assert kennel(keeper, "B05")["state"] == "open"
    assert "BLEACH 1:32" in [e["note"] for e in kennel(keeper, "B05")["log"]]


def test_the_desk_gives_no_place_in_a_kennel_that_is_wet_or_out_of_use(keeper: Client) -> None:
    keeper.post(f"{KENNELS}/A01/disinfection", {"agent": "BLEACH"})
    keeper.post(f"{KENNELS}/A02/state", {"state": "cleaning"})

    assert take_in(keeper)["kennel"] == "A03"


def test_an_unknown_agent_or_kennel_is_refused(keeper: Client) -> None:
    assert keeper.post(f"{KENNELS}/B05/disinfection", {"agent": "WATER"}).status == 422
    assert keeper.post(f"{KENNELS}/Z99/disinfection", {"agent": "BLEACH"}).status == 404
    assert keeper.post(f"{KENNELS}/merges", {"kennels": ["Z99"], "to": "B01"}).status == 404
    assert keeper.post(MOVES, {"dogs": ["nobody"], "to": "B01"}).status == 404


def test_a_sealed_zone_lets_nobody_in_or_out_until_a_vet_reopens_it(
    keeper: Client, vet: Client, other_vet: Client, store: Store
) -> None:
    inside, outside = take_in(keeper), take_in(keeper, sex="female")
    move(keeper, "B01", outside)
    sealed = vet.post("/intake/v1/zones/A/seal", {"reason": "犬瘟热抗原阳性"})

    shut = [move(keeper, "B02", inside), move(keeper, "A09", outside), move(keeper, "A09", inside)]
    newcomer = take_in(keeper)
    alone, reopened = (
        one.post("/intake/v1/zones/A/reopening", {"reason": "21天无新病例"}) for one in (vet, other_vet)
    )

    assert (sealed.status, alone.status, reopened.status) == (201, 409, 201)
    assert [answer.status for answer in shut] == [409, 409, 201]
    assert newcomer["kennel"].startswith("B")
    assert move(keeper, "B02", inside).status == 201
    seals = vet.get("/intake/v1/zones/seals").json()["seals"]
    assert [(s["zone"], s["reason"], s["reopened_because"]) for s in seals] == [
        ("A", "犬瘟热抗原阳性", "21天无新病例")
    ]
    with store.read() as work:
        streams = (
            work.connection().scalars(sa.select(journal.c.stream).where(journal.c.type.like("%zone%"))).all()
        )
    assert streams == ["qingcheng:intake:restricted"] * 2


def test_whoever_is_in_a_sealed_zone_leaves_the_house_by_no_door_until_it_is_reopened(
    keeper: Client, vet: Client, other_vet: Client
) -> None:
    inside, outside = take_in(keeper), take_in(keeper, sex="female")
    move(keeper, "B01", outside)

    def kept(dog: dict[str, Any]) -> list[str | None]:
        told = vet.get(f"/intake/v1/stays/{dog['stay_id']}/holds").json()["holds"]
        return [one["released_because"] for one in told if one["kind"] == "OUTBREAK_LOCK"]

    vet.post("/intake/v1/zones/A/seal", {"reason": "犬瘟热抗原阳性"})
    assert (kept(inside), kept(outside)) == ([None], [])
    other_vet.post("/intake/v1/zones/A/reopening", {"reason": "21天无新病例"})

    assert (kept(inside), kept(outside)) == (["21天无新病例"], [])


def test_a_dog_that_is_gone_gives_its_place_back_even_in_a_sealed_zone(
    keeper: Client, vet: Client, store: Store
) -> None:
    dog = take_in(keeper)
    vet.post("/intake/v1/zones/A/seal", {"reason": "犬瘟热抗原阳性"})
    with store.write() as work:
        dead, stay = work.get_one(Dog, dog["dog_id"]), work.get_one(Stay, dog["stay_id"])
        custody_rules.die(dead, clock.now(), "distemper", True)
        custody.settle(work, dead, stay)

    assert kennel(keeper, "A01")["occupied"] == 0


def test_who_may_only_look_moves_nothing_and_seals_nothing(
    running: Client, keeper: Client, vet: Client, token: Callable[[str], str]
) -> None:
    dog = take_in(keeper)
    auditor = running.signed_in(token("auditor"))

    assert move(vet, "B01", dog).status == 403
    assert keeper.post("/intake/v1/zones/A/seal", {"reason": "犬瘟热"}).status == 403
    assert keeper.post("/intake/v1/zones/A/reopening", {"reason": "犬瘟热"}).status == 403
    assert [auditor.get(f"{KENNELS}/{path}").status for path in ("A01", "capacity")] == [403, 200]
    assert running.get(f"{KENNELS}/capacity").status == 401


def test_a_kennels_log_keeps_what_was_done_there(keeper: Client, store: Store) -> None:
    keeper.post(f"{KENNELS}/B05/notes", {"what": "temperature", "note": "24.1 ℃"})

    assert [(e["what"], e["note"]) for e in kennel(keeper, "B05")["log"]] == [("temperature", "24.1 ℃")]
    with store.read() as work:
        assert work.exec(select(KennelEntry.by)).all() == ["one keeper"]


def test_the_forecast_counts_the_last_thirty_days(keeper: Client, store: Store) -> None:
    now = clock.now()
    for days in (40, 20, 10, 5):
        take_in(keeper, found_time=(now - timedelta(days=days)).isoformat())
    with store.write() as work:
        for stay in work.exec(select(Stay).order_by(col(Stay.opened_at)).limit(2)):
            stay.closed_at = now - timedelta(days=1)
            stay.outcome = "RECLAIMED"

    told = keeper.get(f"{KENNELS}/capacity").json()

    assert (told["dogs"], told["places"], told["arrivals_per_day"]) == (2, 486, 0.1)
    assert (told["mean_stay_days"], told["expected_dogs"]) == (29.0, 3)
    assert told["alarm"] is False


def test_kennels_filled_before_are_asked_who_lives_in_them(keeper: Client, store: Store) -> None:
    take_in(keeper)
    with store.write() as work:
        work.get_one(Kennel, "A01").company = None
    with store.write() as work:
        remember_companies(work)

    assert kennel(keeper, "A01")["company"] == "male/M"

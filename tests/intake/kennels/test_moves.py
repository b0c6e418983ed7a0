"""Moving dogs: one, a group, many at once, and many movers at once. On a real store and a real Redis."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.kennels import moves
from services.intake.kennels.models import Kennel
from services.intake.stays.models import Stay
from shared.auth import Who
from shared.problems import Problem
from shared.store import Store
from shared.tables import journal
from tests.intake.kennels.conftest import DOGS, KENNELS, counted_right, kennel, move, take_in
from tests.servers import Client

BULK = "/intake/v1/kennels/bulk-moves"
KEEPER = Who("one keeper", frozenset({"keeper"}))


def test_dogs_that_come_in_are_put_with_their_like(keeper: Client) -> None:
    dogs = ["male M", "female M", "male M", "female S", "unknown M", "unknown M"]

    told = [take_in(keeper, sex=sex, size=size) for sex, size in map(str.split, dogs)]

    assert [one["kennel"] for one in told] == ["A01", "A02", "A01", "A03", "A04", "A05"]


def test_a_dog_is_moved_and_everybody_hears_of_it(keeper: Client, store: Store) -> None:
    dog = take_in(keeper)

    answer = move(keeper, "B05", dog)

    assert (answer.status, answer.json()["kennel"]) == (201, "B05")
    assert keeper.get(f"{DOGS}/{dog['dog_id']}").json()["stays"][0]["kennel"] == "B05"
    assert (kennel(keeper, "A01")["occupied"], kennel(keeper, "A01")["company"]) == (0, None)
    assert [entry["what"] for entry in kennel(keeper, "A01")["log"]] == ["moved_out", "moved_in"]
    with store.read() as work:
        said = (
            work.connection().scalars(sa.select(journal.c.data).where(journal.c.type.like("%kennel%"))).all()
        )
    assert ["A01" in said[0], "B05" in said[1]] == [True, True]
    assert counted_right(store)


def test_fifty_movers_at_once_never_overfill(keeper: Client, store: Store) -> None:
    dogs = [take_in(keeper) for _ in range(50)]

    with ThreadPoolExecutor(50) as movers:
        answers = list(movers.map(lambda n: move(keeper, ("B69", "B70")[n % 2], dogs[n]), range(50)))

    assert Counter(answer.status for answer in answers) == {201: 10, 409: 40}
    assert {a.json()["type"] for a in answers if a.status == 409} == {"/problems/KennelFull"}
    assert [kennel(keeper, code)["occupied"] for code in ("B69", "B70")] == [5, 5]
    assert counted_right(store)


def test_one_dog_that_fifty_people_move_lives_in_one_kennel(keeper: Client, store: Store) -> None:
    dog = take_in(keeper)

    with ThreadPoolExecutor(50) as movers:
        answers = list(movers.map(lambda n: move(keeper, f"B{n + 1:02d}", dog), range(50)))

    assert {answer.status for answer in answers} == {201}
    assert sum(one["occupied"] for one in keeper.get(KENNELS).json()["kennels"]) == 1
    assert counted_right(store)


def test_groups_are_merged_and_split(keeper: Client, store: Store) -> None:
    dogs = [take_in(keeper) for _ in range(4)]

    merged = keeper.post(f"{KENNELS}/merges", {"kennels": ["A01", "A02"], "to": "B01"})
    split = move(keeper, "B02", dogs[1], dogs[2])

    assert (merged.status, split.status) == (201, 201)
    assert [len(kennel(keeper, code)["dogs"]) for code in ("A01", "A02", "B01", "B02")] == [0, 0, 2, 2]
    assert counted_right(store)


def test_a_group_moves_as_one_or_not_at_all(keeper: Client, store: Store) -> None:
    dogs = [take_in(keeper) for _ in range(6)]

    answer = move(keeper, "B01", *dogs)

    assert answer.status == 409
    assert kennel(keeper, "B01")["occupied"] == 0
    assert counted_right(store)


def test_dogs_that_do_not_go_together_stay_apart(keeper: Client, store: Store) -> None:
    male, female, biter = (
        take_in(keeper),
        take_in(keeper, sex="female"),
        take_in(keeper, custody_basis="OBSERVATION"),
    )
    move(keeper, "B01", male)

    refused = [move(keeper, "B01", female), move(keeper, "B01", biter), move(keeper, "C01", male)]

    assert [answer.status for answer in refused] == [409, 409, 409]
    assert "公母不同舍" in refused[0].json()["detail"]
    assert "alone" in refused[1].json()["detail"]
    assert "visit" in refused[2].json()["detail"] or "adopted" in refused[2].json()["detail"]
    assert counted_right(store)


def test_a_litter_takes_one_place_in_its_zone_and_gives_it_back(keeper: Client, store: Store) -> None:
    family = [take_in(keeper, sex="female", age_months=30)]
    family += [take_in(keeper, age_months=1, size="S", sex=sex) for sex in ("male", "female", "unknown")]
    assert keeper.post("/intake/v1/litters", {"dogs": [dog["dog_id"] for dog in family]}).status == 201

    assert move(keeper, "F10", *family).status == 201
    together = kennel(keeper, "F10")
    assert move(keeper, "F09", family[3]).status == 201
    assert move(keeper, "F09", *family[:3]).status == 201

    assert (together["occupied"], len(together["dogs"])) == (1, 4)
    assert [kennel(keeper, code)["occupied"] for code in ("F09", "F10")] == [1, 0]
    assert kennel(keeper, "F10")["company"] is None


def many(door: Client, *where: tuple[dict[str, Any], str]) -> dict[str, Any]:
    asked = [{"stay_id": dog["stay_id"], "to": to} for dog, to in where]
    answer = door.post(BULK, {"moves": asked, "because": "检疫期满"})
    assert answer.status == 201, answer.text
    return dict(answer.json())


def test_many_are_moved_at_once_and_each_is_answered_for_itself(keeper: Client, store: Store) -> None:
    first, second, female = take_in(keeper), take_in(keeper), take_in(keeper, sex="female")
    nobody = {"stay_id": "nobody"}

    told = many(keeper, (first, "B05"), (female, "B05"), (nobody, "B05"), (second, "B05"))

    assert told["moved"] == 2
    assert [one["kennel"] for one in told["moves"]] == ["B05", "A02", None, "B05"]
    refused = [one["refused"] and one["refused"]["type"] for one in told["moves"]]
    assert refused == [None, "/problems/NotTogether", "/problems/NotFound", None]
    assert "公母不同舍" in told["moves"][1]["refused"]["detail"]
    assert counted_right(store)


def test_what_was_refused_among_many_has_left_no_trace(keeper: Client, store: Store) -> None:
    dogs = [take_in(keeper) for _ in range(7)]
    with store.read() as work:
        before = work.connection().scalar(sa.select(sa.func.count()).select_from(journal))

    told = many(keeper, *((dog, "B05") for dog in dogs))

    assert [one["refused"] is None for one in told["moves"]] == [True] * 5 + [False] * 2
    assert [one["kennel"] for one in told["moves"]][5:] == ["A03", "A04"]
    with store.read() as work:
        after = work.connection().scalar(sa.select(sa.func.count()).select_from(journal))
        last = work.exec(select(Stay.kennel).order_by(col(Stay.stay_no).desc()).limit(2)).all()
    assert (after or 0) - (before or 0) == 5
    assert sorted(last, key=str) == ["A03", "A04"]
    assert counted_right(store)


def test_whole_quarantine_goes_to_a_zone_each_dog_to_its_like(keeper: Client, store: Store) -> None:
    males = [take_in(keeper) for _ in range(6)]
    female, biter = take_in(keeper, sex="female"), take_in(keeper, custody_basis="OBSERVATION")

    told = many(keeper, *((dog, "B") for dog in [*males, female, biter]))

    assert [one["kennel"] for one in told["moves"]] == ["B01"] * 5 + ["B02", "B03", "B04"]
    again = many(keeper, (males[0], "B"), (males[1], "C"))
    assert [one["kennel"] for one in again["moves"]] == ["B01", "B01"]
    assert again["moves"][1]["refused"]["type"] == "/problems/NotInThisZone"
    assert counted_right(store)


def test_a_zone_that_is_full_or_sealed_or_unknown_takes_nobody(
    keeper: Client, vet: Client, store: Store
) -> None:
    dogs = [take_in(keeper, custody_basis="OBSERVATION") for _ in range(5)]
    for dog, zone in zip(dogs, "GGGG", strict=False):
        many(keeper, (dog, zone))
    vet.post("/intake/v1/zones/D/seal", {"reason": "犬瘟热抗原阳性"})

    told = many(keeper, (dogs[4], "G"), (dogs[4], "D"), (dogs[4], "Z"))

    types = [one["refused"]["type"].rpartition("/")[2] for one in told["moves"]]
    assert types == ["ZoneFull", "ZoneIsSealed", "NotFound"]
    assert {one["kennel"] for one in told["moves"]} == {"E05"}
    assert counted_right(store)


def test_many_moves_sent_twice_are_done_once(keeper: Client, store: Store) -> None:
    dog = take_in(keeper)
    asked = {"moves": [{"stay_id": dog["stay_id"], "to": "B"}]}

    answers = [keeper.post(BULK, asked, Idempotency_Key="1") for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert [entry["what"] for entry in kennel(keeper, "B01")["log"]] == ["moved_in"]


def test_a_litter_of_many_moves_joins_in_one_kennel_of_its_zone(keeper: Client) -> None:
    puppies = [take_in(keeper, age_months=1, size="S", custody_basis="SURRENDERED") for _ in range(3)]
    assert {puppy["kennel"] for puppy in puppies} == {"F01", "F02", "F03"}
    keeper.post("/intake/v1/litters", {"dogs": [puppy["dog_id"] for puppy in puppies]})
    for puppy in puppies:
        many(keeper, (puppy, "A"))

    told = many(keeper, *((puppy, "F") for puppy in puppies))

    assert [one["kennel"] for one in told["moves"]] == ["F01"] * 3
    assert kennel(keeper, "F01")["occupied"] == 1


def test_a_puppy_of_no_litter_shares_no_place_with_another(keeper: Client) -> None:
    one, other = (take_in(keeper, age_months=1, size="S") for _ in range(2))

    answer = move(keeper, str(one["kennel"]), other)

    assert (answer.status, answer.json()["type"]) == (409, "/problems/KennelFull")


def test_two_houses_at_one_store_never_overfill_it(keeper: Client, store: Store) -> None:
    """Replicas: each has a writer of its own, and both want the same places."""
    dogs = [take_in(keeper) for _ in range(24)]
    houses = [Store(store.url) for _ in range(2)]

    def go(number: int) -> bool:
        asked = moves.Move(dogs=[dogs[number]["dog_id"]], to=("B69", "B70")[number // 2 % 2])
        try:
            with houses[number % 2].write() as work:
                moves.move(asked, KEEPER, work)
        except Problem:
            return False
        return True

    with ThreadPoolExecutor(8) as movers:
        went = Counter(movers.map(go, range(24)))
    for house in houses:
        house.close()

    assert went == {True: 10, False: 14}
    with store.read() as work:
        assert [work.get_one(Kennel, code).occupied for code in ("B69", "B70")] == [5, 5]
    assert counted_right(store)

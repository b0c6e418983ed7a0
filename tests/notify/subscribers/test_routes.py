"""Keys are given, replaced and taken away at the doors."""

from shared import auth
from shared.events import DogIntaken
from tests.notify.conftest import House

HERE = "/notify/v1/subscribers"
DESK = {"name": "desk", "contact": "licence desk", "types": ["DogIntaken"]}


def test_a_key_is_shown_once_and_kept_nowhere(house: House) -> None:
    first, again = (house.client.post(HERE, DESK, Idempotency_Key="k") for _ in range(2))
    seen = house.client.get(f"{HERE}/desk").json()

    key = first.json()["key"]
    assert key.startswith("qck_")
    assert again.json()["name"] == "desk"
    assert not again.json().get("key")
    assert key not in house.client.get(HERE).text
    for file in house.settings.data.glob("notify.db*"):
        assert key.rpartition("_")[2].encode() not in file.read_bytes()
    assert (seen["state"], seen["types"], seen["audience"]) == ("ACTIVE", [DogIntaken.type], "public")
    assert seen["last_used"] is None


def test_a_rotation_gives_a_second_key(house: House) -> None:
    house.client.post(HERE, DESK)

    given = house.client.post(f"{HERE}/desk/rotation", {"overlap_days": 3}).json()

    old, new = house.client.get(f"{HERE}/desk").json()["keys"]
    assert given["key"].startswith(f"qck_{new['key_id']}_")
    assert (old["ends_at"], new["ends_at"]) == (given["before_ends_at"], None)


def test_a_rotation_without_overlap_ends_the_old_key_at_once(house: House) -> None:
    house.client.post(HERE, DESK)

    house.client.post(f"{HERE}/desk/rotation", {"overlap_days": 0})

    assert len(house.client.get(f"{HERE}/desk").json()["keys"]) == 1


def test_a_revoked_subscriber_gets_no_keys_and_its_name_stays_taken(house: House) -> None:
    house.client.post(HERE, DESK)

    seen = house.client.post(f"{HERE}/desk/revocation", {"why": "contract ended"}).json()

    assert (seen["state"], seen["revoked_by"], seen["keys"]) == ("REVOKED", "wang", [])
    assert house.client.post(f"{HERE}/desk/rotation", {}).status == 409
    assert house.client.post(f"{HERE}/desk/revocation", {"why": "again"}).status == 409
    assert house.client.post(HERE, DESK).status == 409
    assert house.client.post(f"{HERE}/nobody/rotation", {}).status == 404


def test_only_an_admin_gives_keys(house: House) -> None:
    token = auth.sign((house.settings.key_folder / "token.key").read_bytes(), "li", ["officer"])
    officer = house.public.signed_in(token)

    assert house.public.post(HERE, DESK).status == 401
    assert officer.post(HERE, DESK).status == 403
    assert officer.get(HERE).status == 403


def test_what_cannot_be_is_refused(house: House) -> None:
    for wrong in ({"name": "intake"}, {"name": "A B"}, {"types": ["Nothing"]}, {"audience": "restricted"}):
        assert house.client.post(HERE, DESK | wrong).status == 422

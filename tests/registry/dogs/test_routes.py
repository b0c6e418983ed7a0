"""The list of dogs: `services/registry/dogs/routes.py`."""

from tests.registry.conftest import Hear, taken_in
from tests.servers import Client


def test_dogs_are_listed_page_by_page(vet: Client, told: Hear) -> None:
    told(*(taken_in(dog_id=f"dog-{n}") for n in range(5)))
    seen: list[str] = []
    after = ""
    for _ in range(5):
        page = vet.get(f"/registry/v1/dogs?limit=2&after={after}").json()
        seen += [dog["dog_id"] for dog in page["dogs"]]
        after = page["next"]
        if after is None:
            break

    assert seen == [f"dog-{n}" for n in range(5)]

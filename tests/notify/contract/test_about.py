"""What is told of one event, to people and to programs."""

from html import unescape

import pytest

from services.notify.contract import about
from shared.events import BY_TYPE, DogIntaken, ObservationOpened
from shared.meanings import FIELDS, codes, facts_of
from tests.notify.conftest import House

NAMES = [event.__name__ for event in BY_TYPE.values()]
HAN = range(0x4E00, 0x9FFF)


def test_each_event_has_a_page_in_both_languages(house: House) -> None:
    for name, event in about.NAMED.items():
        for lang in ("zh", "en"):
            page = house.public.get(f"/contract/{name}?lang={lang}", Accept="text/html")
            text = unescape(page.text)

            assert page.status == 200
            for said in facts_of(event).values():
                assert said[lang].replace("`", "") in text
            for field in event.model_fields:
                assert f'id="{field}"' in text
                assert (FIELDS.get(f"{name}.{field}") or FIELDS[field])[lang].replace("`", "") in text
            assert event.type in text and f"versions/{event.schema_name()[:-5]}.0.json" in text


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_of_it_is_said_in_both_languages_and_names_only_what_there_is(name: str) -> None:
    words = {"CloudEvents", "RabiesFree"}
    for said in facts_of(about.NAMED[name]).values():
        assert any(ord(sign) in HAN for sign in said["zh"])
        assert not any(ord(sign) in HAN for sign in said["en"])
        for text in said.values():
            named = {word for word in _words(text) if word[:1].isupper() and word[1:] != word[1:].lower()}
            assert named - words <= set(NAMES) | {code for table in codes().values() for code in table}, text


def _words(text: str) -> list[str]:
    kept = "".join(sign if sign.isascii() and (sign.isalnum() or sign == "_") else " " for sign in text)
    return kept.split()


def test_programs_are_told_the_same(house: House) -> None:
    answer = house.public.get("/contract/DogIntaken", Accept="application/json")
    said = answer.json()
    fields = {field["name"]: field for field in said["fields"]}

    assert answer.headers["access-control-allow-origin"] == "*" and answer.headers["etag"]
    assert said["type"] == DogIntaken.type and said["stream"] == "qingcheng:intake"
    assert {"by": "registry/dogs", "does": "register_dog"} in said["heard_by"]
    assert set(fields) == set(DogIntaken.model_fields)
    assert fields["sex"]["codes"]["male"] == {"zh": "公", "en": "male"}
    assert fields["custody_basis"]["audience"] == "staff" and fields["dog_id"]["audience"] == "public"
    assert fields["age_months"]["kind"] == "integer or null" and not fields["age_months"]["required"]
    assert said["versions"][0] == "versions/DogIntaken.v1.0.json"
    again = house.public.get("/contract/DogIntaken", If_None_Match=answer.headers["etag"])
    assert again.status == 304


def test_a_restricted_event_is_overheard_by_nobody() -> None:
    assert about.about(ObservationOpened.__name__)["heard_by"] == []
    assert about.about(ObservationOpened.__name__)["public_schema"] is None

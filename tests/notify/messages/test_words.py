"""Every event worth telling is told in both languages."""

import pytest

from services.notify.dogs.models import Dog
from services.notify.messages import words
from shared.events import BY_TYPE, CustodyChanged, DogBecameAdoptable, DogDied, DogIntaken, Event
from tests.notify.conftest import example, told

HEARD = [event for event in BY_TYPE.values() if event.audience != "restricted"]

HAVE_WORDS = sorted({file.name.split(".")[0] for file in words.MESSAGES.iterdir()} - {words.ANY})

DOG = Dog(dog_id=DogIntaken.example["dog_id"], stay_no="HH-2026-000123", breed="RURAL", colour="YWW",
          code="8K3M7Q2ZT5WB", heard={})  # fmt: skip

WORTH_TELLING = [
    "OperationOpened", "OperationClosed", "DogIntaken", "DogVaccinated", "DogBecameAdoptable",
    "AdoptionAppliedFor", "AdoptionApproved", "DogAdopted", "ReclaimRequested", "ReclaimRefused",
    "DogReclaimed", "HandoverUndone", "DogReturned", "StayClosed", "DogDied", "VisitBooked", "TagIssued",
]  # fmt: skip


def test_what_is_worth_telling_has_words_of_its_own() -> None:
    assert set(WORTH_TELLING) <= set(HAVE_WORDS)
    assert set(HAVE_WORDS) <= {event.__name__ for event in BY_TYPE.values()}


@pytest.mark.parametrize("name", [*HAVE_WORDS, words.ANY])
def test_words_exist_in_both_languages(name: str) -> None:
    for lang in words.LANGS:
        assert (words.MESSAGES / f"{name}.{lang}.txt").exists()


@pytest.mark.parametrize("event", HEARD, ids=lambda event: event.__name__)
@pytest.mark.parametrize("lang", words.LANGS)
@pytest.mark.parametrize("dog", [DOG, None], ids=["known", "unknown"])
def test_every_event_can_be_said(event: type[Event], lang: words.Lang, dog: Dog | None) -> None:
    said = words.say(told(example(event)), dog, "https://dogs.example.cn/", lang)

    assert said.subject
    assert "\n" not in said.subject
    assert "None" not in said.subject + said.body
    assert event.example.get("person", "no person") not in said.subject + said.body


@pytest.mark.parametrize(
    "event", [event for event in HEARD if event.public], ids=lambda event: event.__name__
)
@pytest.mark.parametrize("lang", words.LANGS)
def test_what_everybody_reads_does_not_depend_on_what_is_hidden(event: type[Event], lang: words.Lang) -> None:
    other = {"outcome": "ESCAPED", "status": "HOLDING", "claim_until": None, "custody_basis": "EVIDENCE",
             "holds": {}, "operation_id": None, "person": "somebody else", "open_again": []}  # fmt: skip
    hidden = {name: value for name, value in other.items()
              if name in event.model_fields and name not in event.public}  # fmt: skip

    said = [words.say(told(one), DOG, "https://dogs.example.cn", lang, "public")
            for one in (example(event), example(event, **hidden))]  # fmt: skip

    assert said[0] == said[1] and said[0].subject
    assert hidden.keys() == event.model_fields.keys() - {*event.public}


def test_a_message_names_the_dog_and_links_to_its_page() -> None:
    chinese = words.say(told(example(DogBecameAdoptable)), DOG, "https://dogs.example.cn", "zh")
    english = words.say(told(example(DogBecameAdoptable)), DOG, "https://dogs.example.cn", "en")

    assert chinese.subject == "HH-2026-000123 号犬可以领养了"
    assert english.subject == "Dog HH-2026-000123 can be adopted"
    assert "https://dogs.example.cn/t/8K3M7Q2ZT5WB" in chinese.body
    assert "https://dogs.example.cn/t/8K3M7Q2ZT5WB" in english.body


@pytest.mark.parametrize("lang", words.LANGS)
def test_a_dog_with_a_foster_family_is_said_to_be_there(lang: words.Lang) -> None:
    said = words.say(told(example(CustodyChanged, status="FOSTERED")), DOG, "https://dogs.example.cn", lang)

    assert ("寄养在志愿家庭" if lang == "zh" else "with a foster family") in said.subject


def test_a_cause_of_death_is_said_in_the_readers_language_and_others_as_they_were_recorded() -> None:
    def body(cause: str, lang: words.Lang) -> str:
        return words.say(told(example(DogDied, cause=cause)), DOG, "https://dogs.example.cn", lang).body

    assert "在所死亡" in body("died in care", "zh")
    assert "died in care" in body("died in care", "en")
    assert "Parvovirus" in body("Parvovirus", "zh")

"""Says in words what has happened: one template for each event, in both languages."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.notify.dogs.models import Dog
from shared import clock, codes
from shared.custody import CUSTODY
from shared.envelope import Envelope
from shared.events import BY_TYPE
from shared.said import half
from shared.views import Reader, facts

MESSAGES = Path(__file__).parent / "templates"
ANY = "Any"  # the template of an event that has none of its own
Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")
WEEKDAYS = "一二三四五六日"
CAUSES = {
    "dead on arrival": ("到所时已死亡", "dead on arrival"),
    "died in care": ("在所死亡", "died in care"),
    "euthanasia": ("安乐死", "euthanasia"),
}
CHANNELS = {"webhook": ("接口推送", "webhook"), "email": ("邮件", "e-mail"), "console": ("控制台", "console")}


@dataclass(frozen=True, slots=True)
class Text:
    """A message in one language."""

    subject: str
    body: str


def say(event: Envelope, dog: Dog | None, public_url: str, lang: Lang, reader: Reader = "staff") -> Text:
    """The message about an event, out of what its reader may know; what is not known of the dog is left out.

    Raises nothing of its own.
    """
    template = _templates().get_template(f"{template_of(event.type)}.{lang}.txt")
    said = template.render(
        event=facts(event, reader) if event.known else None,
        name=event.type,
        dog=dog,
        the_dog=_name_of(dog, lang),
        link=f"{public_url.rstrip('/')}/t/{dog.code}" if dog and dog.code else "",
        lang=lang,
    )
    subject, _, body = said.partition("\n")
    return Text(subject.strip(), body.strip())


@cache
def template_of(type: str) -> str:
    """The template that tells of events of a type: the name of its class."""
    name = BY_TYPE[type].__name__ if type in BY_TYPE else ANY
    return name if (MESSAGES / f"{name}.zh.txt").exists() else ANY


def _name_of(dog: Dog | None, lang: Lang) -> str:
    number = dog.stay_no if dog else None
    if lang == "en":
        return f"Dog {number}" if number else "A dog"
    return f"{number} 号犬" if number else "一只犬"


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(MESSAGES), undefined=StrictUndefined, autoescape=False,  # plain text
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {
        "breed": codes.breed_name, "colour": codes.colour_name, "division": codes.division_name,
        "sex": codes.sex_name, "size": codes.size_name, "moment": _moment, "date": _date,
        "outcome": _custody, "status": _custody, "channel": _of(CHANNELS),
        "cause": _of(CAUSES),
    }  # fmt: skip
    return environment


def _custody(code: str, lang: Lang) -> str:
    return half(CUSTODY.called(code), lang)


def _of(table: dict[str, tuple[str, str]]) -> Any:
    def named(code: str, lang: Lang) -> str:
        return table.get(code, (code, code))[lang == "en"]

    return named


def _moment(at: Any, lang: Lang) -> str:
    local = at.astimezone(clock.CITY)
    if lang == "en":
        return str(local.strftime("%-d %b %Y %H:%M"))
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def _date(on: Any, lang: Lang) -> str:
    if lang == "en":
        return str(on.strftime("%a %-d %b %Y"))
    return f"{on.year}年{on.month}月{on.day}日（周{WEEKDAYS[on.weekday()]}）"

"""Pages for people: one look, Chinese first, English on request. No script is needed to use them."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from shared import auth, clock, codes, menu
from shared.auth import PUBLIC, Who
from shared.custody import CUSTODY
from shared.problems import Problem
from shared.said import half
from shared.states import Machine
from shared.street import is_page_of_ours, over_https

HERE = Path(__file__).parent
STATIC = HERE / "static"
LANGUAGE = "qingcheng_lang"
WEEKDAYS = "一二三四五六日"
_language: ContextVar[str] = ContextVar("language", default="zh")


def _in_readers_language(name: Callable[[str | None, str], str]) -> Callable[[str | None], str]:
    return lambda code: name(code, _language.get())


NAMES = {
    name.__name__: _in_readers_language(name)
    for name in (codes.breed_name, codes.colour_name, codes.division_name, codes.sex_name, codes.size_name)
}


class Pages:
    """The templates of one service, in whichever noun, over the shared ones, in both languages."""

    def __init__(self, service: str, folder: Path, **named: Any) -> None:
        self.service = service
        self.english = Translations()
        for catalogue in catalogues(folder):
            self.english.merge(_translations(catalogue))
        self.environment = Environment(
            loader=FileSystemLoader(
                [folder / "templates", *sorted(folder.glob("*/templates")), HERE / "templates"]
            ),
            extensions=["jinja2.ext.i18n"],
            autoescape=True,
            auto_reload=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.install_gettext_callables(  # type: ignore[attr-defined]
            self.gettext, self.ngettext, newstyle=True, pgettext=self.pgettext
        )
        self.environment.filters |= FILTERS
        self.environment.globals |= NAMES | {
            "en": english_beside,
            "at_least": at_least,
            "coat_of": codes.coat_of,
            "menu": menu,
            "custody": CUSTODY,
            **named,
        }

    def gettext(self, chinese: str) -> str:
        """A Chinese sentence in the reader's language."""
        return self.english.gettext(chinese) if _language.get() == "en" else chinese

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.english.ngettext(one, many, n) if _language.get() == "en" else many

    def pgettext(self, context: str, chinese: str) -> str:
        """A word that means two things: in the menu it is another than in a sentence."""
        return str(self.english.pgettext(context, chinese)) if _language.get() == "en" else chinese

    def show(self, request: Request, template: str, status: int = 200, **given: Any) -> HTMLResponse:
        """Renders a page in the language that its reader chose: ?lang=, then the cookie, then Chinese."""
        language = language_of(request)
        _language.set(language)
        chosen = request.query_params.get("lang")
        page = self.environment.get_template(template).render(
            given | {"request": request, "lang": language, "static": f"/{self.service}/static",
                     "who": who_looks(request), "other_language": other_language(request, language)}
        )  # fmt: skip
        response = HTMLResponse(page, status)
        if chosen in ("zh", "en"):
            response.set_cookie(LANGUAGE, chosen, max_age=31_536_000, samesite="lax", secure=over_https())
        return response

    def show_problem(self, request: Request, status: int, title: str, detail: str) -> HTMLResponse:
        """An error as a page, for people; programs get problem+json."""
        return self.show(request, "problem.html", status, code=status, title=title, detail=detail)


def catalogues(folder: Path) -> list[Path]:
    """What all share, and the service's own: the nearest above its noun's folder."""
    own = (above / "locale/en.po" for above in (folder, *folder.parents))
    return [HERE / "locale/en.po", *islice((file for file in own if file.exists()), 1)]


@cache
def _translations(catalogue: Path) -> Translations:
    compiled = BytesIO()
    with catalogue.open("rb") as file:
        write_mo(compiled, read_po(file, locale="en"))
    compiled.seek(0)
    return Translations(compiled)


def language_of(request: Request) -> str:
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE)
    return "en" if chosen == "en" else "zh"


def other_language(request: Request, language: str) -> str:
    """This very page in the other language."""
    other = "zh" if language == "en" else "en"
    here = str(request.url.include_query_params(lang=other).replace(scheme="", netloc=""))
    return here if is_page_of_ours(here) else f"?lang={other}"


def who_looks(request: Request) -> Who:
    """Who has the page open. An expired session is nobody: a public page is still a page."""
    token = request.cookies.get(auth.COOKIE)
    if not token:
        return PUBLIC
    try:
        who: Who = request.app.state.service.who(token)
        return who
    except Problem:
        return PUBLIC


def is_foreign(headers: Mapping[bytes, str]) -> bool:
    """Whether a browser sends this from another site (Fetch Metadata, else Origin).

    Also without a cookie: another site must not log somebody in under a name that is not theirs.
    """
    if b"authorization" in headers:
        return False
    if site := headers.get(b"sec-fetch-site"):
        return site not in ("same-origin", "none")
    if (origin := headers.get(b"origin")) is None:
        return b"cookie" in headers  # every browser says where a form comes from; a program need not
    return urlsplit(origin).netloc != headers.get(b"x-forwarded-host", headers.get(b"host"))


def english_beside(words: str) -> Markup:
    """Small English after the Chinese; nothing on a page that is English already."""
    small = Markup('<span lang="en">{}</span>').format(words)
    return Markup() if _language.get() == "en" else small


def at_least(characters: int) -> Markup:
    """What a field asks for, behind its name: a browser says it in its own language, and too late."""
    words = f"({characters} or more characters)" if _language.get() == "en" else f"（至少 {characters} 个字）"
    return Markup(' <span class="rule">{}</span>').format(words)


def day(at: datetime) -> str:
    """7月21日（周二） · Tue 21 Jul"""
    local = at.astimezone(clock.CITY)
    if _language.get() == "en":
        return local.strftime("%a %-d %b")
    return f"{local.month}月{local.day}日（周{WEEKDAYS[local.weekday()]}）"


def moment(at: datetime) -> str:
    """7月13日 23:41 · 13 Jul 23:41"""
    local = at.astimezone(clock.CITY)
    if _language.get() == "en":
        return local.strftime("%-d %b %H:%M")
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def date_words(on: date) -> str:
    """2027年7月2日 · 2 Jul 2027"""
    if isinstance(on, datetime):
        on = on.astimezone(clock.CITY)
    return on.strftime("%-d %b %Y") if _language.get() == "en" else f"{on.year}年{on.month}月{on.day}日"


def grouped(code: str) -> str:
    """8K3M7Q2ZT5WB as 8K3M-7Q2Z-T5WB, the way a person reads it out."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def spoken(both: str) -> str:
    """The reader's half of what is said twice; other words as they are."""
    return half(both, _language.get())


def called(code: str, machine: Machine) -> str:
    """What a state is called, as a label: 招领中 · Waiting for its owner"""
    words = spoken(machine.called(code))
    return words[:1].upper() + words[1:]


FILTERS: dict[str, Callable[..., str]] = {
    "day": day, "moment": moment, "date": date_words, "grouped": grouped, "spoken": spoken, "called": called,
}  # fmt: skip

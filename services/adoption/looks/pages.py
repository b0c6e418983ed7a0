"""The page of looks: who opened whose data, when and what for. For auditors."""

from typing import Annotated

from fastapi import Query, Request

from services.adoption.looks.store import looks
from services.adoption.shown import pages
from shared.looks import purposes
from shared.pages import language_of
from shared.said import Said
from shared.screens import Screens, Shown
from shared.store import Work

A_PAGE = 100
Cursor = Annotated[str, Query(max_length=64)]
screens = Screens(
    pages, "/adoption/looks",
    otherwise=Said("查看记录供督导和审计使用。", "The record of looks is for auditors: log in as one."),
)  # fmt: skip


@screens.page("", "auditor", shows="looks.html")
def looks_page(
    request: Request, work: Work, after: Cursor = "", by: Annotated[str, Query(max_length=40)] = "",
    person: Cursor = "",
) -> Shown:  # fmt: skip
    found = looks(work, by.strip(), person, after, A_PAGE + 1)
    return {
        "looks": found[:A_PAGE], "next": found[A_PAGE - 1].look_id if len(found) > A_PAGE else "",
        "by": by.strip(), "person": person, "purposes": purposes(language_of(request)),
    }  # fmt: skip

"""The staff's menu: everybody is shown what they may open, and begins with the page for their work."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.auth import HOUSE, PUBLIC, Role, Who

Roles = tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page by its Chinese name, for these roles; for everyone if `roles` is None."""

    path: str
    words: str
    roles: Roles | None

    def shown_to(self, who: Who) -> bool:
        return self.roles is None or who.may(self.roles)


OFTEN = (
    Entry("/intake/", "收容登记", ("officer", "keeper")),
    Entry("/intake/find/", "查找", HOUSE),
    Entry("/intake/kennels/", "犬舍看板", ("officer", "keeper", "vet")),
    Entry("/intake/due/", "今日到期", ("auditor", "officer", "keeper", "vet", "adoption", "legal")),
    Entry("/adoption/desk", "领养工作台", ("adoption",)),
    Entry("/notify/", "实况", None),
)
MORE = (
    Entry("/intake/operations/", "联合行动", ("auditor", "officer", "keeper")),
    Entry("/intake/tags/", "犬牌管理", ("officer", "keeper")),
    Entry("/intake/corrections/", "更正", ("auditor", "officer", "keeper", "vet")),
    Entry("/intake/exits/", "在外与移交", ("auditor", "officer", "keeper", "vet", "legal")),
    Entry("/intake/deaths/", "死亡处理", ("auditor", "officer", "keeper", "vet", "legal")),
    Entry("/intake/imports/", "导入", ("officer",)),
    Entry("/intake/staff/", "账号", ("security", "auditor")),
)
BEGINNINGS = ("/intake/", "/adoption/desk", "/intake/due/", "/intake/staff/", "/intake/find/")
OWN_ACCOUNT = "/intake/staff/me"


def beginning(roles: Iterable[str]) -> str:
    """The page that somebody with these roles is shown after logging in."""
    who = Who(PUBLIC.name, frozenset(roles))
    mine = {entry.path for entry in (*OFTEN, *MORE) if entry.shown_to(who)}
    return next((path for path in BEGINNINGS if path in mine), OWN_ACCOUNT)

"""Two people for what cannot be undone (domain §2.7): one asks, another decides."""

from shared.problems import Problem
from shared.said import Said


class AlreadyDecided(Problem):
    title = Said("已有决定", "It is decided already")


class SamePersonTwice(Problem):
    title = Said("须由另一人办理", "Another person must do this")

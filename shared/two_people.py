"""Two people for what cannot be undone (domain §2.7): one asks, another decides."""

from shared.problems import Problem


class AlreadyDecided(Problem):
    title = "已有决定 It is decided already"


class SamePersonTwice(Problem):
    title = "须由另一人办理 Another person must do this"

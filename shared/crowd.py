"""How many may be in the house at once: so many in all, and of one place no more than its share."""

import contextlib
import resource
from collections import Counter
from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from shared.problems import Problem
from shared.said import Said

FILES = 65_536  # that we ask to have open at once, if we may


class TooManyAtOnce(Problem):
    status = 429
    title = Said("同时打开的太多", "Too many at once")


class Guest(Protocol):
    """Somebody who is in the house."""

    def idles(self) -> bool:
        """Whether nothing is being done for them: they have not said yet what they want, or have it."""
        ...

    def dawdles(self) -> bool:
        """Whether they have begun to say it, and the rest has not come yet."""
        ...

    def send_away(self) -> None: ...


G = TypeVar("G", bound=Guest)


class Crowd(Generic[G]):
    """Who is here. Whoever comes when it is full takes the room of one who has nothing to do here."""

    def __init__(self, most: int, most_of_one: int) -> None:
        self.most, self.most_of_one = most, most_of_one
        self.of: dict[str, dict[G, None]] = {}  # by place, who came first stands first
        self.many = 0

    def let_in(self, guest: G, place: str, is_gateway: bool) -> bool:
        """False where there is no room, and none can be made. A gateway speaks for many places."""
        if not is_gateway and len(self.of.get(place, ())) >= self.most_of_one:
            if not self._make_room(place):
                return False
        elif self.many >= self.most and not self._make_room(max(self.of, key=lambda of: len(self.of[of]))):
            return False
        self.of.setdefault(place, {})[guest] = None
        self.many += 1
        return True

    def leaves(self, guest: G, place: str) -> None:
        """Also who was sent away before."""
        if guest in self.of.get(place, ()):
            self.many -= 1
            del self.of[place][guest]
            if not self.of[place]:
                del self.of[place]

    def _make_room(self, place: str) -> bool:
        here = list(self.of[place])
        idle = next((one for one in here if one.idles()), None)
        gone = idle or next((one for one in here if one.dawdles()), None)
        if gone is None:
            return False
        self.leaves(gone, place)
        gone.send_away()
        return True


class Seats:
    """For what stays open: so many in all, and so many of one place."""

    def __init__(self, most: int, most_of_one: int) -> None:
        self.most, self.most_of_one = most, most_of_one
        self.taken_by: Counter[str] = Counter()

    @contextlib.contextmanager
    def taken(self, place: str) -> Iterator[None]:
        """While it is held. Raises `TooManyAtOnce`."""
        if self.taken_by[place] >= self.most_of_one:
            raise TooManyAtOnce(
                f"从您的地址已有 {self.most_of_one} 个，请先关闭一些。",
                f"There are {self.most_of_one} from your address: close some first.",
            )
        if self.taken_by.total() >= self.most:
            raise TooManyAtOnce("名额已满，请稍后再试。", "All seats are taken: try again later.")
        self.taken_by[place] += 1
        try:
            yield
        finally:
            self.taken_by[place] -= 1
            if not self.taken_by[place]:
                del self.taken_by[place]


def open_files() -> int:
    """As many as this process may have open, after it has asked for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return FILES if soft == resource.RLIM_INFINITY else soft
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]

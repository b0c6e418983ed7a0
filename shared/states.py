"""States once: what a thing may be, what may follow, and what each state is called in both languages.

A machine is a table. Rules ask it, pages and messages take their words from it, its picture is drawn from it
(docs/states.md), and tests try every step that it allows and every one that it forbids.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.problems import Problem
from shared.said import Said


class WrongStep(Problem):
    title = Said("现在不能这样做", "Not the next step")


@dataclass(frozen=True, slots=True)
class State:
    """Its code in the store and on the wire, its words, and what may follow.

    `back` is what it is again if what brought it here is undone. `public` is what anybody is told of it,
    where staff and the public do not hear the same.
    """

    code: str
    zh: str
    en: str
    to: tuple[str, ...] = ()
    public: Said | None = None
    back: tuple[str, ...] = ()

    @property
    def said(self) -> Said:
        return Said(self.zh, self.en)


class Machine:
    """One kind of thing and its states, in the order of its life. It begins in the first, or in `begins`.

    `ends` are the states in which it is over: those that nothing follows, if nothing else is said.
    `anywhere` may follow every state but an end. So may `heard`, which another service tells of: its word may
    come late and out of order.
    """

    def __init__(
        self, chinese: str, english: str, *states: State, begins: tuple[str, ...] = (),
        ends: tuple[str, ...] = (), anywhere: tuple[str, ...] = (), heard: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self.name = Said(chinese, english)
        self.states = {state.code: state for state in states}
        self.begins = begins or (states[0].code,)
        self.ends = ends or tuple(state.code for state in states if not state.to)
        self.anywhere, self.heard = anywhere, heard
        drawn = {to for state in states for to in (*state.to, *state.back)}
        if unknown := {*drawn, *begins, *ends, *anywhere, *heard} - {*self.states}:
            raise ValueError(f"{english}: no such state: {', '.join(sorted(unknown))}")

    def __iter__(self) -> Iterator[str]:
        return iter(self.states)

    def __getitem__(self, code: str) -> State:
        return self.states[code]

    def called(self, code: str) -> Said:
        """What a state is called; a code that nobody knows is its own name."""
        return self.states[code].said if code in self.states else Said(code, code)

    def next(self, was: str) -> tuple[str, ...]:
        """What is drawn to follow, in its order; nothing follows what nobody knows."""
        return self.states[was].to if was in self.states else ()

    def goes_on(self, code: str) -> bool:
        return code in self.states and code not in self.ends

    def may(self, was: str, to: str) -> bool:
        """Whether somebody may take that step."""
        return to in self.next(was) or (to in self.anywhere and to != was and self.goes_on(was))

    def may_undo(self, was: str, to: str) -> bool:
        """Whether it was so before, and is so again when what followed did not happen."""
        return was in self.states and to in self.states[was].back

    def check(self, was: str, to: str) -> None:
        """A step that somebody takes, or that we hear of. Raises `WrongStep`."""
        if not self.may(was, to) and not (to in self.heard and self.goes_on(was)):
            raise WrongStep(
                f"现在是 {was}，不能改为 {to}，请刷新后再看。",
                f"It is {was} and cannot become {to}: look again, it may have changed.",
                status_now=was, possible=[*self.next(was)],
            )  # fmt: skip

    def picture(self) -> str:
        """The machine as Mermaid draws it: every step, and its words on every state."""
        lines = [f'    state "{state.zh}<br>{state.en}" as {state.code}' for state in self.states.values()]
        lines += [f"    [*] --> {code}" for code in self.begins]
        lines += [f"    {state.code} --> {to}" for state in self.states.values() for to in state.to]
        lines += [
            f"    {state.code} --> {to}: 撤销 undone" for state in self.states.values() for to in state.back
        ]
        if self.anywhere or self.heard:
            lines.append('    state "任何未结束的状态<br>any state but an end" as ANY')
        lines += [f"    ANY --> {to}" for to in self.anywhere]
        lines += [f"    ANY --> {to}: 听说 heard" for to in self.heard if to not in self.anywhere]
        lines += [f"    {code} --> [*]" for code in self.ends if not self.states[code].to]
        return "\n".join(["stateDiagram-v2", *lines])

"""A machine is a table: it is asked, and drawn."""

import pytest

from shared.said import Said
from shared.states import Machine, State, WrongStep

LAMP = Machine(
    "灯", "Lamp",
    State("OFF", "关", "off", ("ON",)),
    State("ON", "开", "on", ("OFF",)),
    State("BROKEN", "坏", "broken", back=("OFF",)),
    anywhere=("BROKEN",), heard=("OFF",),
)  # fmt: skip


def test_a_step_is_in_the_table_or_it_is_not() -> None:
    taken = {(was, to) for was in LAMP for to in LAMP if LAMP.may(was, to)}

    assert taken == {("OFF", "ON"), ("ON", "OFF"), ("OFF", "BROKEN"), ("ON", "BROKEN")}
    assert not LAMP.may("LOST", "ON") and not LAMP.may("LOST", "BROKEN")


def test_an_end_is_gone_back_on_only_if_it_is_undone() -> None:
    assert [code for code in LAMP if not LAMP.goes_on(code)] == ["BROKEN"]
    assert LAMP.may_undo("BROKEN", "OFF") and not LAMP.may("BROKEN", "OFF")


def test_what_is_heard_may_come_late_but_not_after_the_end() -> None:
    LAMP.check("OFF", "OFF")
    for was, to in (("ON", "ON"), ("BROKEN", "OFF"), ("LOST", "OFF")):
        with pytest.raises(WrongStep) as refused:
            LAMP.check(was, to)
        assert refused.value.more == {"status_now": was, "possible": [*LAMP.next(was)]}


def test_a_state_has_words_in_both_languages_and_one_that_nobody_knows_its_code() -> None:
    assert LAMP.called("ON") == Said("开", "on")
    assert LAMP.called("LOST") == Said("LOST", "LOST")


def test_a_table_with_a_step_to_nowhere_is_no_table() -> None:
    with pytest.raises(ValueError, match="no such state: GONE"):
        Machine("灯", "Lamp", State("OFF", "关", "off", ("GONE",)))


def test_a_picture_has_every_state_and_step() -> None:
    drawn = LAMP.picture().splitlines()

    assert drawn[0] == "stateDiagram-v2"
    assert '    state "开<br>on" as ON' in drawn
    assert "    [*] --> OFF" in drawn and "    OFF --> ON" in drawn
    assert "    ANY --> BROKEN" in drawn and "    BROKEN --> OFF: 撤销 undone" in drawn
    assert "    BROKEN --> [*]" in drawn

"""A text said twice knows its halves, and is a text like any other."""

import copy
import json
import pickle

import pytest
from pydantic import BaseModel, ValidationError, field_validator

from shared.problems import NotFound
from shared.refusal import CannotStart
from shared.said import Said, half, of_error, unfit


class Lamp(BaseModel):
    watts: int
    colour: str = ""

    @field_validator("watts")
    @classmethod
    def not_too_bright(cls, watts: int) -> int:
        if watts > 9:
            raise unfit("bright", "太亮，请换 {9} 瓦。", "Too bright: take {9} W.")
        return watts

    @field_validator("colour")
    @classmethod
    def not_red(cls, colour: str) -> str:
        if colour == "red":
            raise ValueError(Said("不要红灯。", "No red lamp."))
        return colour


def test_a_sentence_brings_its_own_space_and_a_word_does_not() -> None:
    assert Said("请先登录。", "Log in first.") == "请先登录。Log in first."
    assert Said("没有找到", "Not found") == "没有找到 Not found"
    assert Said("", "Not Found") == "Not Found"


def test_a_reader_gets_their_half_or_what_there_is() -> None:
    said = Said("没有找到", "Not found")

    assert (half(said, "zh"), half(said, "en")) == said.halves == ("没有找到", "Not found")
    assert half(Said("", "Not Found"), "zh") == "Not Found"
    assert half("没有找到 Not found", "en") == "没有找到 Not found"


def test_it_is_kept_and_sent_as_one_text_and_copies_know_their_halves() -> None:
    said = Said("没有找到", "Not found")

    assert json.dumps({"title": said}, ensure_ascii=False) == '{"title": "没有找到 Not found"}'
    assert pickle.loads(pickle.dumps(said)).halves == copy.deepcopy(said).halves == said.halves


def test_facts_are_put_into_both_halves() -> None:
    assert Said("剩 {n} 个。", "{n} are left.").about(n=3).halves == ("剩 3 个。", "3 are left.")


@pytest.mark.parametrize(
    ("given", "halves", "told"),
    [
        ({"watts": 10}, ("太亮，请换 {9} 瓦。", "Too bright: take {9} W."), ""),
        ({"watts": 1, "colour": "red"}, ("不要红灯。", "No red lamp."), "Value error, "),
    ],
)
def test_what_a_validator_says_is_said_twice(
    given: dict[str, object], halves: tuple[str, str], told: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        Lamp.model_validate(given)
    [error] = refused.value.errors()

    said = of_error(dict(error))
    assert isinstance(said, Said) and said.halves == halves
    assert error["msg"] == f"{told}{said}"


def test_what_pydantic_says_is_english_alone() -> None:
    with pytest.raises(ValidationError) as refused:
        Lamp.model_validate({})

    assert of_error(dict(refused.value.errors()[0])) == "Field required"


def test_a_problem_and_a_refusal_are_said_twice() -> None:
    problem, refusal = (
        NotFound("没有这只犬。", "No such dog."),
        CannotStart("没有 Redis。", "There is no Redis."),
    )

    assert (problem.detail, str(problem)) == ("没有这只犬。No such dog.",) * 2
    assert problem.detail.halves == ("没有这只犬。", "No such dog.")
    assert str(refusal) == "没有 Redis。There is no Redis."

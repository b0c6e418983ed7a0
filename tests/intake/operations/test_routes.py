"""The doors of operations, on a real store and a real Redis."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from shared import clock
from shared.store import Store
from shared.tables import journal
from tests.intake.conftest import a_dog
from tests.servers import Client

HERE = "/intake/v1/operations"


def a_plan(**changed: Any) -> dict[str, Any]:
    """The body of POST /intake/v1/operations/plans."""
    return {
        "name": "第18次联合行动",
        "district": "赛罕区",
        "starts_at": (clock.now() + timedelta(days=2)).isoformat(),
        "departments": [{"name": "公安", "headcount": 12}, {"name": "城管", "headcount": 18}],
        "area": "大学西路一带",
        "team": [{"name": "巴特尔", "duty": "指挥"}],
        "vehicles": ["收容车 1 号"],
        "approval": "呼公（治）〔2026〕18号",
    } | changed


def begun(officer: Client, started_at: str = "2026-07-13T21:30:00+08:00", name: str = "第17次") -> str:
    body = {"name": name, "district": "150105", "started_at": started_at,
            "departments": [{"name": "公安", "headcount": 12}]}  # fmt: skip
    return str(officer.post(HERE, body).json()["operation_id"])


def told(store: Store, operation_id: str) -> list[str]:
    with store.read() as work:
        types = sa.select(journal.c.type).where(journal.c.subject == operation_id)
        return list(work.connection().scalars(types.order_by(journal.c.sequence)))


def test_an_operation_is_planned_opened_and_closed(officer: Client, store: Store) -> None:
    planned = officer.post(f"{HERE}/plans", a_plan())
    operation = planned.json()["operation_id"]
    assert planned.status == 201
    assert officer.post("/intake/v1/dogs", a_dog(operation_id=operation)).status == 409
    assert told(store, operation) == []

    came = {"departments": [{"name": "公安", "headcount": 9}], "vehicles": ["收容车 2 号"]}
    assert officer.post(f"{HERE}/{operation}/opening", came).status == 201
    assert officer.post("/intake/v1/dogs", a_dog(operation_id=operation)).status == 201
    closed = officer.post(f"{HERE}/{operation}/closing", {"summary": "顺利"}).json()

    shown = officer.get(f"{HERE}/{operation}").json()
    assert closed == {"operation_id": operation, "dogs": 1}
    assert (shown["state"], shown["summary"], shown["area"]) == ("CLOSED", "顺利", "大学西路一带")
    assert (shown["headcount"], shown["people"], shown["vehicles"]) == ({"公安": 9}, 9, ["收容车 2 号"])
    assert shown["team"] == [{"name": "巴特尔", "duty": "指挥"}]
    assert (shown["opened_by"], shown["closed_by"]) == ("one officer", "one officer")
    assert told(store, operation) == [f"cn.qingcheng.operation.{what}.v1" for what in ("opened", "closed")]


def test_a_plan_is_called_off_and_takes_no_dogs(officer: Client, store: Store) -> None:
    operation = officer.post(f"{HERE}/plans", a_plan()).json()["operation_id"]

    assert officer.post(f"{HERE}/{operation}/cancellation", {"reason": "大雪，改到下周"}).status == 201
    assert officer.post(f"{HERE}/{operation}/opening", {}).status == 409
    assert officer.post("/intake/v1/dogs", a_dog(operation_id=operation)).status == 409

    shown = officer.get(f"{HERE}/{operation}").json()
    assert (shown["state"], shown["summary"]) == ("CANCELLED", "大雪，改到下周")
    assert told(store, operation) == []


def test_a_plan_is_changed_and_a_running_operation_put_right(officer: Client, store: Store) -> None:
    operation = officer.post(f"{HERE}/plans", a_plan()).json()["operation_id"]
    one, fewer = (
        f"{HERE}/{operation}",
        {"departments": [{"name": "公安", "headcount": 11}], "reason": "核对签到表"},
    )

    planned = officer.post(f"{one}/plan", a_plan(area="昭乌达路一带", district="150102"))
    assert officer.post(f"{one}/corrections", fewer).status == 409  # it is only planned
    officer.post(f"{one}/opening")
    assert officer.post(f"{one}/plan", a_plan()).status == 409
    answers = [officer.post(f"{one}/corrections", fewer, Idempotency_Key="1") for _ in range(2)]
    assert officer.post(f"{one}/corrections", fewer).status == 422  # nothing differs any more

    shown = officer.get(one).json()
    assert planned.json()["changed"].keys() == {"area", "division"}
    assert [answer.status for answer in answers] == [201, 201]
    assert (shown["area"], shown["division"], shown["headcount"]) == ("昭乌达路一带", "150102", {"公安": 11})
    assert [(change["by"], change["reason"]) for change in shown["changes"]] == [
        ("one officer", "核对签到表"),
        ("one officer", ""),
    ]
    assert told(store, operation) == [f"cn.qingcheng.operation.{what}.v1" for what in ("opened", "corrected")]


def test_who_opens_without_a_body_comes_as_planned(officer: Client) -> None:
    operation = officer.post(f"{HERE}/plans", a_plan()).json()["operation_id"]

    assert officer.post(f"{HERE}/{operation}/opening").status == 201
    assert officer.get(f"{HERE}/{operation}").json()["people"] == 30


def test_an_operation_that_is_opened_at_once_needs_no_plan(officer: Client) -> None:
    operation = begun(officer)

    shown = officer.get(f"{HERE}/{operation}").json()

    assert (shown["state"], shown["planned_for"]) == ("OPEN", None)
    assert shown["started_at"] == shown["opened_at"] == "2026-07-13T13:30:00Z"


def test_the_count_runs_and_places_and_outcomes_are_counted(officer: Client, store: Store) -> None:
    operation = begun(officer)
    for place in ("大学西路", "大学西路", "昭乌达路"):
        found = {"text": place, "division": "150105"}
        officer.post("/intake/v1/dogs", a_dog(operation_id=operation, found_at=found))
    with store.write() as work:
        one = work.connection().scalar(sa.text("SELECT min(id) FROM stay"))
        work.connection().execute(sa.text("UPDATE stay SET outcome='ADOPTED' WHERE id=:id"), {"id": one})

    shown = officer.get(f"{HERE}/{operation}").json()

    assert (shown["dogs"], shown["adopted"], shown["in_care"]) == (3, 1, 2)
    assert [(place["text"], place["dogs"]) for place in shown["places"]] == [("大学西路", 2), ("昭乌达路", 1)]


def test_a_full_night_is_counted_without_a_double_or_a_lost_one(officer: Client) -> None:
    operation = begun(officer)
    with ThreadPoolExecutor(6) as phones:
        statuses = phones.map(
            lambda number: (
                officer.post(
                    "/intake/v1/dogs", a_dog(operation_id=operation), Idempotency_Key=f"night/{number // 2}"
                ).status
            ),
            range(120),  # every dog is sent twice
        )

    assert set(statuses) == {201}
    assert officer.get(f"{HERE}/{operation}").json()["dogs"] == 60
    assert officer.post(f"{HERE}/{operation}/closing", {}).json()["dogs"] == 60


def test_its_dogs_are_listed_page_by_page(officer: Client) -> None:
    operation = begun(officer)
    numbers = [
        officer.post("/intake/v1/dogs", a_dog(operation_id=operation)).json()["stay_no"] for _ in range(3)
    ]
    officer.post("/intake/v1/dogs", a_dog())

    first = officer.get(f"{HERE}/{operation}/dogs?limit=2").json()
    rest = officer.get(f"{HERE}/{operation}/dogs?limit=2&after={first['next']}").json()

    assert [dog["stay_no"] for dog in first["dogs"] + rest["dogs"]] == numbers[::-1]
    assert rest["next"] is None


def test_an_incident_is_noted_once_and_shown(officer: Client) -> None:
    operation = begun(officer)
    hurt = {"kind": "INJURY", "text": "一名队员右手被抓伤。"}

    answers = [officer.post(f"{HERE}/{operation}/incidents", hurt, Idempotency_Key="1") for _ in range(2)]

    shown = officer.get(f"{HERE}/{operation}").json()
    assert [answer.status for answer in answers] == [201, 201]
    assert shown["incidents"] == 1
    assert [(one["kind"], one["noted_by"]) for one in shown["noted"]] == [("INJURY", "one officer")]


def test_a_year_begins_at_the_citys_midnight(officer: Client) -> None:
    begun(officer, "2025-12-31T23:59:00+08:00", "old")
    begun(officer, "2026-01-01T00:00:00+08:00", "new")

    def names(year: int) -> list[str]:
        return [one["name"] for one in officer.get(f"{HERE}?year={year}").json()["operations"]]

    assert (names(2025), names(2026)) == (["old"], ["new"])


def test_a_year_is_compared_side_by_side(officer: Client) -> None:
    first = begun(officer, "2026-03-01T21:00:00+08:00", "第1次")
    second = begun(officer, "2026-04-01T21:00:00+08:00", "第2次")
    for operation, many in ((first, 1), (second, 2)):
        for _ in range(many):
            officer.post("/intake/v1/dogs", a_dog(operation_id=operation))

    year = officer.get(f"{HERE}?year=2026").json()

    assert [(one["name"], one["dogs"], one["people"]) for one in year["operations"]] == [
        ("第1次", 1, 12),
        ("第2次", 2, 12),
    ]


def test_what_does_not_fit_is_told_what_to_do(officer: Client) -> None:
    knocks: list[tuple[str, dict[str, Any], int]] = [
        ("/plans", a_plan(starts_at="2020-01-01T00:00:00+08:00"), 422),
        ("/plans", a_plan(district="nowhere"), 422),
        ("/plans", a_plan(name=""), 422),
        ("/0/plan", a_plan(), 404),
        ("/0/corrections", {"reason": "核对签到表"}, 404),
        ("/0/corrections", {}, 422),
        ("/0/opening", {}, 404),
        ("/0/closing", {}, 404),
        ("/0/cancellation", {"reason": "大雪"}, 404),
        ("/0/cancellation", {}, 422),
        ("/0/incidents", {"kind": "OTHER", "text": "…"}, 404),
        ("/0/incidents", {"kind": "GOSSIP", "text": "…"}, 422),
    ]

    answers = [officer.post(HERE + path, body) for path, body, _ in knocks]

    assert [answer.status for answer in answers] == [status for _, _, status in knocks]
    assert all(answer.json()["detail"] for answer in answers)


def test_an_operation_goes_out_and_is_closed_once(officer: Client) -> None:
    operation = begun(officer)

    assert officer.post(f"{HERE}/{operation}/opening", {}).status == 409
    assert officer.post(f"{HERE}/{operation}/closing", {}).status == 201
    assert officer.post(f"{HERE}/{operation}/closing", {}).status == 409

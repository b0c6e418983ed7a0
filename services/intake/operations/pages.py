"""Pages of operations: what is planned and out, one with its dogs, a year side by side. No script needed."""

from dataclasses import asdict, fields
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from fastapi import Path as InPath
from starlette.datastructures import FormData

from services.intake.operations import charts, forms, routes, rules, store
from services.intake.operations.acts import ACTS
from services.intake.operations.figures import Figures
from services.intake.operations.models import Operation
from services.intake.operations.states import OPERATION
from services.intake.roles import OFFICER
from shared import clock
from shared.auth import Who
from shared.codes import DIVISIONS
from shared.filled import Act, Filled
from shared.forms import first_wrong
from shared.pages import Pages
from shared.said import Said
from shared.screens import Screens, Shown
from shared.store import Work

HERE = "/intake/operations/"
A_PAGE = 100
USUAL = ("公安", "城管", "保安")
DISTRICTS = [code for code in DIVISIONS if len(code) == 6]
Year = Annotated[int, InPath(ge=2000, le=2200)]
FOR_OFFICERS = Said("需要值班民警账号，请换账号登录。", "This is for officers: log in as one of them.")
screens = Screens(
    Pages("intake", Path(__file__).parent, operation_states=OPERATION), "/intake/operations",
    partial(first_wrong, names=forms.FIELDS),
    otherwise=Said("行动页面需要值班民警、饲养员或审计账号，请换账号登录。",
    "Operations are for officers, keepers and auditors: log in as one of them."),
)  # fmt: skip


# ---- what is planned, what is out -----------------------------------------------------------------------


@screens.page("/", *routes.LOOKERS, shows="operations.html")
def operations_page(work: Work, filled: Filled) -> Shown:
    now = clock.now().astimezone(clock.CITY)
    out, planned = store.open_operations(work), store.planned_operations(work)
    return {
        "out": [(one, store.dogs_of_operation(work, one.id)) for one in out], "planned": planned,
        "year": now.year, "rows": _rows(work, now.year), "years": store.years(work),
        "pairs": forms.pairs(filled.given) or [*((name, "") for name in USUAL), ("", "")],
        "districts": DISTRICTS, "now": now.strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip


def _begin(form: FormData, who: Who, work: Work) -> Any:
    """Plans an operation, or opens it at once; the button that was pressed says which."""
    plan, begins = forms.plan(form), forms.moment(form, "starts_at")
    if form.get("act") == "open":
        new = rules.NewOperation.model_validate(plan | {"started_at": begins})
        return routes.open_operation(new, who, work)
    return routes.plan_operation(rules.NewPlan.model_validate(plan | {"starts_at": begins}), who, work)


screens.act("/", operations_page, Act(_begin, OFFICER), HERE, FOR_OFFICERS)


# ---- one of them ----------------------------------------------------------------------------------------


@screens.page("/{operation_id}", *routes.LOOKERS, shows="operation.html")
def operation_page(operation_id: str, work: Work, filled: Filled, after: str = "") -> Shown:
    """What was typed goes back into the form that was refused: the others stay as they are."""
    typed, tried = forms.pairs(filled.given), filled.act
    operation = store.operation(work, operation_id)
    known = [*operation.headcount.items(), ("", "")]
    found = store.dogs_in(work, operation_id, after, A_PAGE)
    return {
        "operation": operation, "state": rules.state(operation), "tried": tried, "districts": DISTRICTS,
        "figures": routes.figures_of(work, [operation])[operation_id],
        "plan": filled.given if tried == "plan" else forms.as_typed(operation),
        "plan_pairs": typed if tried == "plan" else known,
        "pairs": typed if tried in ("opening", "corrections") else known,
        "changes": store.changes_of(work, operation_id), "time_of": datetime.fromisoformat,
        "incidents": store.incidents_of(work, operation_id), "kinds": rules.KINDS,
        "places": store.places_of(work, operation_id), "dogs": found, "after": after,
        "next": found[-1][0].stay_no if len(found) == A_PAGE else None,
        "tags": store.tags_of(work, [dog.id for _, dog in found]),
        "hours": charts.hour_bars(store.found_times(work, operation_id)), "row": charts.ROW,
        "left": charts.LEFT, "now": clock.now().astimezone(clock.CITY).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip


screens.act("/{operation_id}/{act}", operation_page, ACTS, HERE + "{operation_id}", FOR_OFFICERS)


# ---- a year of them -------------------------------------------------------------------------------------


@screens.page("/year/{year}", *routes.LOOKERS, shows="year.html")
def year_page(year: Year, work: Work) -> Shown:
    rows = [row for row in _rows(work, year) if row[0].opened_at]
    return {
        "year": year, "rows": rows, "sums": _sums([figures for _, figures in rows]),
        "years": store.years(work), "row": charts.ROW, "left": charts.LEFT,
        "bars": charts.outcome_bars([(operation.started_at, figures) for operation, figures in rows]),
    }  # fmt: skip


def _rows(work: Work, year: int) -> list[tuple[Operation, Figures]]:
    operations = store.operations_of(work, year)
    figures = routes.figures_of(work, operations)
    return [(operation, figures[operation.id]) for operation in operations]


def _sums(rows: list[Figures]) -> dict[str, int]:
    counted = [column.name for column in fields(Figures) if column.name != "per_hour"]
    return {name: sum(asdict(row)[name] for row in rows) for name in counted}

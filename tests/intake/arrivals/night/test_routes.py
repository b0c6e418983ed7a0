"""The door of the queues, and the files that let the page open without network."""

import re
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from services.intake.arrivals.night.pages import scripts, version, worker
from services.intake.stays.models import Dog, Stay
from shared import clock
from shared.store import Store
from tests.intake.arrivals.test_pages import cookie
from tests.intake.conftest import a_dog
from tests.servers import Answer, Client

DOOR = "/intake/v1/night/dogs"
IT_IS_2019 = timedelta(days=2889)


def queued(**changed: Any) -> dict[str, Any]:
    """What the page's script sends."""
    return {"dog": a_dog(), "entered_by": "one officer", "entered_at": clock.text(clock.now())} | changed


def send(client: Client, body: Any, key: str | None = None, behind: timedelta | None = None) -> Answer:
    """From a phone whose clock is so much behind; none: from an older page, which does not say."""
    shows = {} if behind is None else {"Qingcheng_Clock": clock.text(clock.now() - behind)}
    return client.post(DOOR, body, Idempotency_Key=key or str(uuid.uuid4()), **shows)


def by_a_clock(behind: timedelta, ago: timedelta = timedelta(), **changed: Any) -> dict[str, Any]:
    """A dog as a phone writes it down whose clock is so much behind."""
    shown = clock.text(clock.now() - behind - ago)
    times = {"found_time": shown, "arrived_at": shown}
    return queued(dog=a_dog(**times | changed), entered_at=shown, clock={"behind_s": None})


def stay_of(store: Store, taken_in: Answer) -> Stay:
    with store.read() as work:
        return work.get_one(Stay, taken_in.json()["stay_id"])


def dogs_in(store: Store) -> int:
    with store.read() as work:
        return len(work.exec(select(Dog.id)).all())


def test_a_dog_that_waited_gets_a_number_a_kennel_and_a_tag(officer: Client) -> None:
    taken_in = send(officer, queued())

    assert taken_in.status == 201
    assert taken_in.json()["stay_no"].startswith("HH-20")
    assert taken_in.json()["kennel"] == "A01"
    assert len(taken_in.json()["tag"]["code"]) == 12


def test_a_queue_that_two_officers_send_is_each_dog_once(
    officer: Client, running: Client, token: Callable[[str], str], store: Store
) -> None:
    key, dog = str(uuid.uuid4()), queued()

    answers = [send(client, dog, key) for client in (officer, running.signed_in(token("keeper")), officer)]

    assert [answer.status for answer in answers] == [201, 201, 201]
    assert len({answer.text for answer in answers}) == 1
    assert answers[1].headers["idempotent-replayed"] == "true"
    assert dogs_in(store) == 1


def test_two_tabs_that_send_at_the_same_moment_are_one_dog(officer: Client, store: Store) -> None:
    key, dog = str(uuid.uuid4()), queued()

    with ThreadPoolExecutor(8) as tabs:
        answers = list(tabs.map(lambda _: send(officer, dog, key), range(8)))

    assert {(answer.status, answer.text) for answer in answers} == {(201, answers[0].text)}
    assert dogs_in(store) == 1


def test_a_refused_dog_is_taken_in_under_its_key_when_it_is_corrected(officer: Client, store: Store) -> None:
    key = str(uuid.uuid4())
    refused = send(officer, queued(dog=a_dog(chip="1560001234567890")), key)

    corrected = send(officer, queued(), key)

    assert (refused.status, corrected.status) == (422, 201)
    assert "请重新扫描" in refused.json()["detail"]
    assert dogs_in(store) == 1


def test_another_dog_under_the_same_key_is_refused(officer: Client, store: Store) -> None:
    key = str(uuid.uuid4())
    send(officer, queued(), key)

    assert send(officer, queued(dog=a_dog(colour="BK")), key).status == 422
    assert dogs_in(store) == 1


@pytest.mark.parametrize("headers", [{}, {"Idempotency_Key": "night-17"}])
def test_without_a_key_of_its_own_no_dog_comes_in(officer: Client, headers: dict[str, str]) -> None:
    answer = officer.post(DOOR, queued(), **headers)

    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("role", "status"),
    [("officer", 201), ("keeper", 201), ("admin", 201), ("vet", 403), ("adoption", 403), ("auditor", 403)],
)
def test_the_queue_is_for_who_stands_at_the_desk(
    running: Client, token: Callable[[str], str], role: str, status: int
) -> None:
    assert send(running.signed_in(token(role)), queued()).status == status


def test_who_is_logged_out_is_told_so_and_sends_later(running: Client, store: Store) -> None:
    answer = send(running, queued())

    assert answer.status == 401
    assert dogs_in(store) == 0


def test_a_dog_of_the_night_belongs_to_its_operation_though_it_is_over_now(officer: Client) -> None:
    began = {
        "name": "第17次",
        "district": "150105",
        "started_at": "2026-07-13T21:30:00+08:00",
        "departments": [],
    }
    operation = officer.post("/intake/v1/operations", began).json()["operation_id"]
    before = clock.text(clock.now() - timedelta(minutes=1))
    officer.post(f"/intake/v1/operations/{operation}/closing", {})
    dog = a_dog(operation_id=operation)

    late = send(officer, queued(dog=dog, entered_at=before))
    too_late = send(officer, queued(dog=dog, entered_at=clock.text(clock.now() + timedelta(minutes=1))))

    assert (late.status, too_late.status) == (201, 409)


def test_a_printed_tag_is_bound_to_the_dog_that_it_was_scanned_for(officer: Client) -> None:
    batch = officer.post("/intake/v1/tag-batches", {"sheets": 1}).json()["batch_id"]
    code = officer.get(f"/intake/v1/tag-batches/{batch}").json()["labels"][0]["code"]
    key, dog = str(uuid.uuid4()), queued(dog=a_dog(tag_code=f"HTTPS://EXAMPLE.CN/T/{code}"))

    first, again, another = send(officer, dog, key), send(officer, dog, key), send(officer, dog)

    assert first.json()["tag"]["code"] == again.json()["tag"]["code"] == code
    assert another.status == 409
    assert first.json()["stay_no"] in another.json()["detail"]


def test_a_late_upload_says_on_the_stay_who_wrote_it_down_and_when(officer: Client, store: Store) -> None:
    yesterday = clock.now() - timedelta(days=1)

    stay = stay_of(store, send(officer, queued(entered_by="wang", entered_at=clock.text(yesterday))))

    when = f"{yesterday.astimezone(clock.CITY):%Y-%m-%d %H:%M}"
    assert stay.taken_in_by == "one officer"
    assert stay.notes == f"wang 于 {when} 在手机上登记，由 one officer 上传。"


@pytest.mark.parametrize("behind", [IT_IS_2019, -timedelta(hours=8)])
def test_a_phone_that_believes_another_time_takes_a_dog_in_now(
    officer: Client, store: Store, behind: timedelta
) -> None:
    dog = by_a_clock(behind)

    taken_in = send(officer, dog, behind=behind)

    stay, now = stay_of(store, taken_in), clock.now()
    assert stay.opened_at
    assert stay.claim_until
    assert abs(stay.opened_at - now) < timedelta(seconds=30)
    assert stay.claim_until > now
    assert stay.phone_said
    assert stay.phone_said["entered_at"] == dog["entered_at"]
    assert taken_in.json()["behind_s"] == pytest.approx(behind.total_seconds(), abs=2)
    told = officer.get(f"/intake/v1/dogs/{stay.dog_id}").json()["stays"][0]
    assert told["phone_said"] == stay.phone_said
    holds = officer.get(f"/intake/v1/stays/{stay.id}/holds").json()["holds"]
    assert all(hold["until"] is None or hold["until"] > clock.text(now) for hold in holds)


def test_the_same_dog_sent_again_later_is_one_dog_with_the_same_times(officer: Client, store: Store) -> None:
    key, dog = str(uuid.uuid4()), by_a_clock(IT_IS_2019)

    first, again = (send(officer, dog, key, behind) for behind in (IT_IS_2019, timedelta()))

    assert (first.status, again.status) == (201, 201)
    assert again.text == first.text, "its clock was set right in between, and that changes nothing"
    assert dogs_in(store) == 1


def test_a_clock_that_is_right_leaves_no_word(officer: Client, store: Store) -> None:
    taken_in = send(officer, by_a_clock(timedelta()), behind=timedelta())

    assert stay_of(store, taken_in).phone_said is None
    assert taken_in.json()["behind_s"] is None


def test_a_dog_that_nobody_can_date_is_sent_back_with_a_question(officer: Client, store: Store) -> None:
    key, dog = str(uuid.uuid4()), by_a_clock(IT_IS_2019)
    asked = send(officer, dog, key, behind=timedelta())  # the clock was set after it was written down
    dog["dog"]["found_time"], dog["clock"]["answered"] = clock.text(clock.now() - timedelta(hours=2)), True

    answered = send(officer, dog, key, behind=timedelta())

    assert (asked.status, answered.status) == (422, 201)
    assert asked.json()["type"] == "/problems/WhenWasItFound"
    assert asked.json()["could_be"] == []
    stay = stay_of(store, answered)
    assert stay.opened_at == clock.parse(dog["dog"]["found_time"])
    assert stay.phone_said
    assert stay.phone_said["answered"]


def test_a_phone_in_2001_with_a_date_from_before_the_law_gets_it_back(officer: Client, store: Store) -> None:
    behind = clock.now() - clock.parse("2001-01-01T00:00:00Z")
    dog = by_a_clock(behind, found_time="2005-08-31T23:59:59+08:00", arrived_at=None)

    answers = [send(officer, dog, behind=one) for one in (behind, None)]

    assert [answer.status for answer in answers] == [422, 422]
    assert all(answer.headers["content-type"] == "application/problem+json" for answer in answers)
    assert dogs_in(store) == 0
    assert send(officer, queued()).status == 201


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_no_clock_is_so_wrong_that_the_door_stumbles(officer: Client, at: str) -> None:
    dog, now = queued(dog=a_dog(found_time=at), entered_at=at), clock.text(clock.now())

    for behind in (10**11, -(10**11)):
        told = dog | {"clock": {"heard_at": at, "behind_s": behind}}
        for shows in (at, now):
            key = str(uuid.uuid4())
            answer = officer.post(DOOR, told, Idempotency_Key=key, Qingcheng_Clock=shows)
            assert answer.status in ((201, 422) if shows == at else (422,)), answer.text


def test_the_worker_lies_where_it_serves_the_page_and_is_asked_for_every_time(running: Client) -> None:
    answer = running.get("/intake/worker.js")

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert version() in answer.text


def test_all_that_the_worker_keeps_is_there(running: Client) -> None:
    kept = re.findall(r'"(/intake/[^"]+)"', worker().partition("];")[0])

    assert f"{scripts()}/night.js" in kept
    assert {running.get(path).status for path in kept} == {200}


def test_every_script_that_a_script_imports_is_kept(running: Client) -> None:
    page = running.get("/intake/", **cookie(running)).text
    first = re.search(r'<script type="module" src="([^"]+)"', page)
    assert first
    wanted, seen = [first[1]], set()
    while wanted:
        path = wanted.pop()
        text = running.get(path).text
        seen.add(path)
        wanted += [f"{scripts()}/{name}" for name in re.findall(r'from "\./([^"]+)"', text)]
        wanted = [path for path in wanted if path not in seen]

    assert seen <= set(re.findall(r'"(/intake/[^"]+)"', worker()))


def test_a_script_of_another_version_is_gone(running: Client) -> None:
    assert running.get("/intake/night/000000000000/night.js").status == 404
    assert running.get(f"{scripts()}/no.js").status == 404

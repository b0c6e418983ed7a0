"""Four hundred dogs from six phones in one night."""

import base64
import random
import time
from collections import Counter

import pytest

from services.intake.arrivals.night.pages import scripts
from tests.browser.night.phones import (
    OFFICERS,
    Night,
    Phone,
    queue_of,
)
from tests.intake.photos.pictures import photo
from tests.system import until

DOGS, DEVICES, EVERY = 400, 6, 10  # every tenth has a photo
ALL_NIGHT = f"""async ([device, count, longest, picture]) => {{
  const {{ enter }} = await import("{scripts()}/form.js");
  const {{ send }} = await import("{scripts()}/sender.js");
  const bytes = Uint8Array.from(atob(picture), (one) => one.charCodeAt(0));
  const blob = new Blob([bytes], {{ type: "image/jpeg" }});
  const night = async () => {{
    for (let nth = 0; nth < count; nth += 1) {{
      const body = {{
        name: `night ${{device}}-${{nth}}`, sex: "male", colour: "BK", size: "M", age_months: 36,
        found_at: {{ text: "大学西路", division: "150105" }}, found_time: "2026-07-13T23:41:00+08:00",
      }};
      await enter(body, nth % 10 ? [] : [{{ view: "front", blob }}]);
      send();
      await new Promise((done) => setTimeout(done, Math.random() * longest));
    }}
    window.isOver = true;
  }};
  night();
}}"""


pytestmark = pytest.mark.browser


def test_four_hundred_dogs_from_six_phones_in_one_night_none_lost_and_none_twice(
    phone: Phone, night: Night, capsys: pytest.CaptureFixture[str]
) -> None:
    """Networks come and go at random, and the server is killed in the middle."""
    windows = [phone(OFFICERS[number % 2]) for number in range(DEVICES)]
    shares = [DOGS // DEVICES + (number < DOGS % DEVICES) for number in range(DEVICES)]
    picture = base64.b64encode(photo()).decode()
    dice, begun, cuts, killed = random.Random(400), time.monotonic(), 0, False
    for number, (window, share) in enumerate(zip(windows, shares, strict=True)):
        window.page.evaluate(ALL_NIGHT, [number, share, 500, picture])
    while not all(window.page.evaluate("Boolean(window.isOver)") for window in windows):
        cuts += 1
        dice.choice(windows).context.set_offline(bool(cuts % 2))
        time.sleep(0.2)
        if not killed and len(night.in_store("night ")) > DOGS / 4:
            night.intake.kill()
            night.intake.start()
            killed = True
    for window in windows:
        window.context.set_offline(True)
        window.context.set_offline(False)

    def waiting() -> list[str]:
        queues = [queue_of(window.page) for window in windows]
        states = [[dog["state"] for dog in queue["dogs"]] for queue in queues]
        return [f"{Counter(of)} {queue['photos']} photos" for of, queue in zip(states, queues, strict=True)
                if set(of) != {"done"} or queue["photos"]]  # fmt: skip

    until(lambda: not waiting(), lambda: str(waiting()), 120)
    rows = night.in_store("night ")
    answers = [dog["answer"]["stay_no"] for window in windows for dog in queue_of(window.page)["dogs"]]
    wanted = {f"night {device}-{nth}" for device, share in enumerate(shares) for nth in range(share)}
    with capsys.disabled():
        print(f"\n  {len(rows)} dogs, {cuts} cuts, one kill: {time.monotonic() - begun:.0f} s")
    assert Counter(dog.name for dog, _ in rows) == Counter(wanted)
    assert sorted(answers) == sorted(stay.stay_no for _, stay in rows)
    of_the_night = {dog.id for dog, _ in rows}
    assert len([one for one in night.photos() if one.dog_id in of_the_night]) == sum(
        -(-s // EVERY) for s in shares
    )
    assert killed

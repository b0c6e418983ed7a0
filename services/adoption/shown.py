"""How adoption's pages are shown: the templates of all its nouns, one catalogue."""

from datetime import datetime, time
from pathlib import Path

from shared import clock
from shared.pages import Pages, day

HERE = Path(__file__).parent
pages = Pages("adoption", HERE)
pages.environment.filters["city_day"] = lambda on: day(datetime.combine(on, time(12), clock.CITY))
pages.environment.filters["time_of_day"] = lambda at: f"{at.astimezone(clock.CITY):%H:%M:%S}"

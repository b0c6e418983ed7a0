"""How adoption's pages are shown: the templates of all its nouns, one catalogue."""

from datetime import datetime, time
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader

from services.adoption.applications.states import APPLICATION
from services.adoption.reclaims.states import RECLAIM
from shared import clock
from shared.pages import Pages, day

HERE = Path(__file__).parent
pages = Pages("adoption", HERE, application_states=APPLICATION, reclaim_states=RECLAIM)
of_nouns = FileSystemLoader(sorted(HERE.glob("*/templates")))
pages.environment.loader = ChoiceLoader([of_nouns, *filter(None, [pages.environment.loader])])
pages.environment.filters["city_day"] = lambda on: day(datetime.combine(on, time(12), clock.CITY))
pages.environment.filters["time_of_day"] = lambda at: f"{at.astimezone(clock.CITY):%H:%M:%S}"

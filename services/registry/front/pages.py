"""The public front door."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.registry.city import CITY
from shared.pages import Pages

pages = Pages("registry", Path(__file__).parents[1])
screens = APIRouter(tags=["public"])


@screens.get("/", include_in_schema=False)
def show_front_door(request: Request) -> Response:
    return pages.show(request, "home.html", city=CITY)

"""Every field of every form says how long, how large or how many it may be: nothing else reaches a rule."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel

from shared.forms import Form
from shared.settings import Settings
from tests.system import SERVICES

Schema = dict[str, Any]
LARGEST, SMALLEST = {"maximum", "exclusiveMaximum"}, {"minimum", "exclusiveMinimum"}
FILES = "/photos", "/imports", "/previews"  # bodies that are no forms; the door says how large they may be


@pytest.fixture(scope="module", params=SERVICES)
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    folder: Path = tmp_path_factory.mktemp(request.param)
    settings = Settings(data=folder, keys=folder, redis_url="redis://127.0.0.1:1")
    built: FastAPI = importlib.import_module(f"services.{request.param}.app").app(settings)
    return built


def test_what_is_sent_is_a_form(app: FastAPI) -> None:
    """A form refuses what nobody sees, NaN and infinity; a model of pydantic's does not."""
    bodies = {
        (route.path, model.__name__): model
        for route in app.routes
        if isinstance(route, APIRoute)
        for body in route.dependant.body_params
        for model in _models(body.field_info.annotation)
    }

    assert bodies
    assert [where for where, model in bodies.items() if not issubclass(model, Form)] == []


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    for inner in get_args(annotation):
        yield from _models(inner)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from _models(field.annotation)


def test_every_field_has_its_bounds(app: FastAPI) -> None:
    """A path is bounded as a whole. A time that is no `moments.Written` has no longest text either."""
    document = app.openapi()
    boundless = [
        f"{method} {path} {name}"
        for path, doors in document["paths"].items()
        for method, door in doors.items()
        for place, schema in _asked(door, path)
        for name in _boundless(schema, document, place)
    ]

    assert boundless == []


def _asked(door: Schema, path: str) -> Iterator[tuple[str, Schema]]:
    for parameter in door.get("parameters", ()):
        if parameter["in"] != "path":
            yield parameter["name"], parameter["schema"]
    if not path.endswith(FILES):
        for content in door.get("requestBody", {}).get("content", {}).values():
            yield "body", content["schema"]


def _boundless(schema: Schema, document: Schema, place: str) -> Iterator[str]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _boundless(choice, document, place)
    match schema.get("type"):
        case "string" if not schema.keys() & {"maxLength", "enum", "const", "pattern"}:
            yield place
        case "integer" | "number" if not (schema.keys() & LARGEST and schema.keys() & SMALLEST):
            yield place
        case "array":
            if "maxItems" not in schema:
                yield place
            yield from _boundless(schema["items"], document, f"{place}[]")
        case "object":
            if not schema.keys() & {"properties", "maxProperties"}:
                yield place
            for name, inner in schema.get("properties", {}).items():
                yield from _boundless(inner, document, f"{place}.{name}")

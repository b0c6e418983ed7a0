"""What there is to ask: from each app's own routes and OpenAPI document, and the forms on its pages."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

HERE = "@here@"  # where the extreme goes
Schema = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One field of a body: a body that is otherwise valid, and what type is wanted in its place."""

    name: str
    body: str
    kind: str
    longest: int | None
    schema: str  # that it belongs to: what many doors share has the same


@dataclass(frozen=True)
class Door:
    """One route with one method."""

    method: str
    path: str
    places: tuple[str, ...]
    queries: tuple[str, ...]
    headers: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    is_json: bool = False


def doors_of(app: FastAPI, known: dict[str, Any]) -> list[Door]:
    """Every door and page of an app, in the order in which it lists them."""
    document, found = app.openapi(), []
    for route in app.routes:
        if not isinstance(route, APIRoute):
            continue
        told = route.dependant
        nested = [told, *_below(told)]
        for method in sorted(route.methods):
            said = document["paths"].get(route.path_format, {}).get(method.lower(), {})
            content = said.get("requestBody", {}).get("content", {}).get("application/json")
            found.append(Door(
                method, route.path_format, tuple(p.alias for p in told.path_params),
                tuple(dict.fromkeys(_names(nested, "query_params"))),
                tuple(dict.fromkeys(_names(nested, "header_params"))),
                tuple(Bodies(document, known).fields(content["schema"])) if content else (), bool(content),
            ))  # fmt: skip
    return found


def _below(told: Any) -> Iterator[Any]:
    for one in told.dependencies:
        yield one
        yield from _below(one)


def _names(nested: list[Any], of: str) -> Iterator[str]:
    """A model of the query's parameters counts as its fields."""
    for told in nested:
        for param in getattr(told, of):
            inner = getattr(param.field_info.annotation, "model_fields", None)
            yield from inner or [param.alias]


class Bodies:
    """Bodies that a door takes, made of its schema and of what it gives as examples."""

    def __init__(self, document: Schema, known: dict[str, Any]) -> None:
        self.parts, self.known = document["components"]["schemas"], known

    def fields(self, schema: Schema) -> Iterator[Field]:
        yield from self._fields(schema, "", "body", lambda inner: inner)

    def _fields(self, schema: Schema, name: str, seen: str, around: Any) -> Iterator[Field]:
        plain, seen = self._plain(schema, seen)
        kind = (
            plain.get("format") if plain.get("format") in ("date", "date-time") else plain.get("type", "any")
        )
        if name:
            kind = "any" if "enum" in plain or "const" in plain else kind
            yield Field(name, json.dumps(around(HERE)), str(kind), plain.get("maxLength"), seen)
        if kind == "object":
            for one, inner in plain.get("properties", {}).items():
                put = _put(around, self._least(plain, but=one), one)
                yield from self._fields(inner, f"{name}.{one}", f"{seen}.{one}", put)
        elif kind == "array":
            yield from self._fields(plain.get("items", {}), f"{name}[]", f"{seen}[]", _in_list(around))

    def _plain(self, schema: Schema, seen: str) -> tuple[Schema, str]:
        """The schema itself, without references and without the null that it may be."""
        while True:
            if "$ref" in schema:
                seen = schema["$ref"].rpartition("/")[2]
                schema = self.parts[seen]
            elif choices := schema.get("anyOf") or schema.get("oneOf"):
                wanted = next(one for one in choices if one.get("type") != "null")
                schema = {**wanted, **{key: schema[key] for key in ("examples",) if key in schema}}
            else:
                return schema, seen

    def _least(self, plain: Schema, but: str = "") -> dict[str, Any]:
        wanted = plain.get("required", ())
        return {
            name: self.example(inner, name)
            for name, inner in plain.get("properties", {}).items()
            if name in wanted and name != but
        }

    def example(self, schema: Schema, name: str) -> Any:
        """As its examples have it, or the least that its type allows."""
        if name in self.known:
            return self.known[name]
        plain, _ = self._plain(schema, "")
        for said in (schema, plain):
            if said.get("examples"):
                return said["examples"][0]
        if "enum" in plain or "const" in plain:
            return plain.get("const", plain.get("enum", [None])[0])
        match plain.get("type"):
            case "object":
                return self._least(plain)
            case "array":
                return [self.example(plain.get("items", {}), name)] if plain.get("minItems") else []
            case "boolean":
                return True
            case "integer" | "number":
                return plain.get("minimum", 1)
        by_format = {"date-time": "2026-07-13T23:41:00+08:00", "date": self.known["day"]}
        return by_format.get(plain.get("format", ""), "试" * max(2, plain.get("minLength", 2)))


def _put(around: Any, rest: dict[str, Any], name: str) -> Any:
    return lambda inner: around(rest | {name: inner})


def _in_list(around: Any) -> Any:
    return lambda inner: around([inner])


@dataclass
class Sheet:
    """A form on a page: where it goes, and its fields as they stand there."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


FILLED = {
    "datetime-local": "2026-07-13T23:41", "date": "2026-07-14", "number": "1", "tel": "13812345678",
    "email": "a@example.cn", "url": "https://example.cn/", "checkbox": "on",
}  # fmt: skip


class Forms(HTMLParser):
    """The forms of a page that post something, filled in with whatever fits."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.path, self.found = path, list[Sheet]()
        self.open: Sheet | None = None
        self.choosing = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            posts = given.get("method", "").lower() == "post"
            self.open = Sheet(given.get("action") or self.path) if posts else None
            if self.open:
                self.found.append(self.open)
        if self.open is None:
            return
        name = given.get("name", "")
        if tag in ("input", "textarea", "button") and name and given.get("type") != "file":
            value = given.get("value") or FILLED.get(given.get("type", "text"), "试一试")
            self.open.fields.setdefault(name, value)
        if tag == "select":
            self.choosing = name
        if tag == "option" and self.choosing and given.get("value"):
            self.open.fields.setdefault(self.choosing, given["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        if tag == "select":
            self.choosing = ""


def forms_on(page: str, path: str) -> list[Sheet]:
    return Forms(page, path).found

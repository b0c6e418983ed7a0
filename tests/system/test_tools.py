"""What others' tools make of our events: SDKs, validators and generators that know nothing of us."""

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

from services.day import play
from shared.client import Client
from shared.promises import FOLDER
from tests.system import PASSWORD, running_system, until_heard

Views = dict[str, list[dict[str, Any]]]

JAVASCRIPT = """
import { CloudEvent } from "cloudevents";
import { readFileSync } from "node:fs";
const events = JSON.parse(readFileSync(0, "utf8"));
for (const event of events) new CloudEvent(event);  // strict: it throws
console.log(events.length);
"""
ASYNCAPI = """
import { Parser } from "@asyncapi/parser";
import { readFileSync } from "node:fs";
const { document, diagnostics } = await new Parser().parse(readFileSync(0, "utf8"));
const wrong = diagnostics.filter((one) => one.severity < 2);
console.log(JSON.stringify({ whole: Boolean(document), wrong }));
"""
PYTHON = """
import json, sys
from cloudevents.core.formats.json import JSONFormat
events = json.load(sys.stdin)
for event in events:
    assert JSONFormat().read(None, json.dumps(event)).get_id() == event["id"]
print(len(events))
"""
MODELS = """
import importlib, json, sys
sys.path.insert(0, sys.argv[1])
events = json.load(sys.stdin)
for event in events:
    name = event["dataschema"].rpartition("/")[2].partition(".")[0]
    getattr(importlib.import_module(f"{sys.argv[2]}.{name}"), name).model_validate(event["data"])
print(len(events))
"""


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Views]:
    """A day at the facility, as the feed tells it to everybody and to staff."""
    with running_system(tmp_path_factory.mktemp("day") / "data") as url:
        client = Client(url).log_in("admin", PASSWORD)
        play(client, random.Random(7), Console(quiet=True))
        until_heard(url)
        yield {
            reader: [json.loads(line) for line in who.events(follow=False)]
            for reader, who in (("public", Client(url)), ("staff", client))
        }


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the two packages; left out, with the reason, where they cannot be had."""
    npm = shutil.which("npm") or pytest.skip("no npm: what JavaScript makes of our events was not tried")
    folder = tmp_path_factory.mktemp("node")
    got = subprocess.run(
        [npm, "install", "--silent", "--no-audit", "cloudevents", "@asyncapi/parser"],
        cwd=folder, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    if got.returncode:
        pytest.skip("npm's registry does not answer: what JavaScript makes of our events was not tried")
    return folder


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("python")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    got = subprocess.run(
        [folder / "bin/pip", "install", "--quiet", "cloudevents", "datamodel-code-generator"],
        capture_output=True, timeout=240,
    )  # fmt: skip
    if got.returncode:
        pytest.skip(
            "the package index does not answer: what others' Python makes of our events was not tried"
        )
    return folder / "bin"


def run(*command: str | Path, given: str, where: Path | None = None) -> str:
    done = subprocess.run(command, input=given, cwd=where, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("reader", ["public", "staff"])
def test_the_sdk_for_javascript_takes_every_event(node: Path, views: Views, reader: str) -> None:
    program = node / "events.mjs"
    program.write_text(JAVASCRIPT)

    assert int(run("node", program, given=json.dumps(views[reader]), where=node)) > 50


@pytest.mark.parametrize("reader", ["public", "staff"])
def test_the_sdk_for_python_takes_every_event(python: Path, views: Views, reader: str) -> None:
    assert int(run(python / "python", "-c", PYTHON, given=json.dumps(views[reader]))) > 50


def test_the_parser_of_asyncapi_finds_nothing_wrong(node: Path) -> None:
    program = node / "asyncapi.mjs"
    program.write_text(ASYNCAPI)

    said = json.loads(run("node", program, given=(FOLDER / "asyncapi.json").read_text("utf-8"), where=node))
    assert said == {"whole": True, "wrong": []}


@pytest.mark.parametrize("reader", ["public", "staff"])
def test_models_that_are_generated_read_every_event(
    python: Path, views: Views, reader: str, tmp_path: Path
) -> None:
    schemas, models = tmp_path / "schemas", tmp_path / "models"
    schemas.mkdir()
    for file in (FOLDER / ("public" if reader == "public" else "")).glob("*.v1.json"):
        (schemas / f"{file.name.partition('.')[0]}.json").write_bytes(file.read_bytes())
    generate = ["--input", schemas, "--output", models, "--input-file-type", "jsonschema"]
    run(python / "datamodel-codegen", *generate, "--output-model-type", "pydantic_v2.BaseModel", given="")

    told = json.dumps(views[reader])
    assert int(run(python / "python", "-c", MODELS, tmp_path, "models", given=told)) > 50


@pytest.mark.parametrize("reader", ["public", "staff"])
def test_every_event_keeps_to_the_schema_that_it_names(views: Views, reader: str) -> None:
    wrong = []
    for event in views[reader]:
        schema = json.loads(Path(FOLDER, event["dataschema"].partition("/contract/")[2]).read_text("utf-8"))
        found = Draft202012Validator(schema).iter_errors(event["data"])
        wrong += [f"{event['type']}: {error.message}" for error in found]
    assert wrong == []
    assert {event["type"] for event in views["staff"]} > {event["type"] for event in views["public"]}

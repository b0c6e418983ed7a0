"""The floors of a service, as import-linter checks them in `make check`: nouns import downward only.

The order of the floors is the order of NOUNS in a service's app.py, lowest first. Pages may read any noun;
nobody but pages reads a page; what lies beside the nouns is the ground, and knows none of them.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

TOPS = ("app", "models")  # which list all nouns: nobody else of the service imports them


class Floors(Contract):
    """`service` is the name of its folder in services/."""

    type_name = "floors"
    service = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        package, nouns = f"services.{self.service}", nouns_of(str(self.service))
        wrong = [
            f"{importer} -> {imported}: {why}"
            for importer in sorted(graph.find_descendants(package))
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if imported.startswith(package + ".")
            for why in broken(importer.split(".")[2:], imported.split(".")[2:], nouns)
        ]
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["wrong"]:
            output.print_error(line)


def nouns_of(service: str) -> list[str]:
    """From the lowest floor up."""
    tree = ast.parse(Path(f"services/{service}/app.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "NOUNS":
            return [ast.unparse(noun) for noun in ast.walk(node.value) if isinstance(noun, ast.Name)]
    raise ValueError(f"services/{service}/app.py has no NOUNS")


def broken(importer: list[str], imported: list[str], nouns: list[str]) -> Iterator[str]:
    """Why a module of a service may not import another of it; both without the names before the noun's."""
    by, of = importer[0], imported[0]
    if by in TOPS and len(importer) == 1:
        return
    if of in TOPS and len(imported) == 1:
        yield "only the service itself lists its nouns"
    if of not in nouns:
        return
    if by not in nouns:
        yield f"the ground knows no noun, and {of} is one"
        return
    if len(importer) == 1:
        if by != of:
            yield "a card names its own rooms alone"
        return
    if len(imported) == 1:
        yield "a card is read by the service alone"
    if is_page(importer):
        return
    if is_page(imported):
        yield "only a page reads a page"
    elif nouns.index(of) > nouns.index(by):
        yield f"{of} is above {by}"


def is_page(module: list[str]) -> bool:
    return any(room.startswith("pages") for room in module[1:])

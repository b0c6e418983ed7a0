"""What docs/security.md says is shown by tests that exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/security.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)))


def functions_of(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize(("file", "test"), NAMED, ids=lambda word: word.rpartition("/")[2])
def test_every_test_that_is_named_exists(file: str, test: str) -> None:
    assert (ROOT / file).is_file(), f"there is no {file}"
    assert not test or test in functions_of(ROOT / file), f"{file} has no {test}"


def test_each_row_names_what_shows_it() -> None:
    [table] = re.findall(r"^\| what \| from whom \|.*?\n\n", PAGE, re.DOTALL | re.MULTILINE)
    rows = table.strip().splitlines()[2:]

    assert len(rows) >= 10
    assert [row for row in rows if not re.search(r"`tests/[\w/]+\.py", row.split(" | ")[-1])] == []


def test_every_link_leads_to_a_page_and_a_place_on_it() -> None:
    for page, place in re.findall(r"\]\((\w+\.md)?(?:#(\w+))?\)", PAGE):
        text = (ROOT / "docs" / page).read_text("utf-8") if page else PAGE
        assert not place or f'<a id="{place}">' in text, (page, place)


def test_git_keeps_no_passwords() -> None:
    assert {".env", "deploy/notify.env"} <= set((ROOT / ".gitignore").read_text("utf-8").splitlines())

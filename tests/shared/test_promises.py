"""`make contract` on a copy of the events that somebody has changed: what it refuses, and what it keeps."""

import importlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.contract import ROOT
from shared.promises import FOLDER, version_file
from tests.forks import FORKS

TAG = "TagIssued.v1.json"


def class_in(text: str, name: str) -> str:
    """The text of an event class with the decorator above it."""
    found = re.search(rf"@published\((?:(?!@published).)*?\nclass {name}\(.*?(?=\n@|\n# ----|\Z)", text, re.S)
    assert found, name
    return found[0]


class Copy:
    """The code that makes the contract, with a contract of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.contract = folder / "shared/contract"
        self.versions = self.contract / "versions"
        (folder / "docs").mkdir()
        shutil.copytree(ROOT / "shared", folder / "shared", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy2(ROOT / "docs/events.md", folder / "docs/events.md")

    def file_of(self, event: str) -> Path:
        files = sorted((self.folder / "shared/events").rglob("*.py"))
        [file] = [file for file in files if f"class {event}(" in file.read_text("utf-8")]
        return file

    def change(self, old: str, new: str, of: str = "") -> None:
        """Replaces it once, in the class of that name or the decorator above it; else in what all share."""
        file = self.file_of(of or "Event")
        text = file.read_text("utf-8")
        part = class_in(text, of) if of else text
        assert part.count(old) == 1, f"{old!r} is {part.count(old)} times in {of}"
        file.write_text(text.replace(part, part.replace(old, new)), "utf-8")

    def bring(self, of: str, *imports: str) -> None:
        """Imports these where the class of that name lies."""
        file = self.file_of(of or "Event")
        title, rest = file.read_text("utf-8").split("\n\n", 1)
        file.write_text("\n".join([title, *(f"from {each}" for each in imports), rest]), "utf-8")

    def make_contract(self) -> subprocess.CompletedProcess[str]:
        return self._run()

    def check(self) -> subprocess.CompletedProcess[str]:
        return self._run("--check")

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`python -m shared.contract` in this folder, in a process that has the libraries already."""
        out, err = self.folder / "out", self.folder / "err"
        running = FORKS.Process(target=_contract, args=(self.folder, words, out, err))
        running.start()
        running.join(60)
        assert running.exitcode is not None, "it does not end"
        return subprocess.CompletedProcess(
            words, running.exitcode, out.read_text("utf-8"), err.read_text("utf-8")
        )

    def contents(self) -> dict[str, bytes]:
        return {str(file.relative_to(self.folder)): file.read_bytes()
                for file in sorted(self.contract.rglob("*")) if file.is_file()}  # fmt: skip


def _contract(folder: Path, words: tuple[str, ...], out: Path, err: Path) -> None:
    for number, file in ((1, out), (2, err)):
        os.dup2(os.open(file, os.O_CREAT | os.O_TRUNC | os.O_WRONLY), number)
    for module in [name for name in sys.modules if name.partition(".")[0] in ("shared", "services")]:
        del sys.modules[module]
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    sys.argv = ["shared.contract", *words]
    sys.exit(importlib.import_module("shared.contract").main())


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


REFUSED = {
    "a field removed": ("DogDied", "    cause: str\n", "", "/cause: 已删除或改名 removed or renamed"),
    "a field renamed": ("TagIssued", "    code: str", "    tag_code: str", "/code: 已删除或改名"),
    "a new required field": ("KennelAssigned", "    kennel: str", "    kennel: str\n    row: str",
        "/row: 改为必填"),
    "an optional field required": ("OperationOpened", "headcount: dict[str, int] = {}",
                                   "headcount: dict[str, int]", "/headcount: 改为必填 is required now"),
    "a required field optional": ("DogDied", "cause: str\n", 'cause: str = ""\n', "/cause: 不再必填"),
    "another type": ("OperationClosed", "dogs: int", "dogs: float",
        '/dogs: 类型 type "integer" 改为 became "number"'),
    "made nullable": ("TagIssued", "code: str", "code: str | None", '/code: 类型 type "string"'),
    "a value less": ("", '"M", "L", "G"]', '"M", "L"]', "/size: 取值 allowed values"),
    "a value more": ("", '"M", "L", "G"]', '"M", "L", "G", "XL"]', "/size: 取值 allowed values"),
    "a field without a meaning": ("TagIssued", "    code: str", "    code: str\n    hue: str = ''",
        "/hue: 请在 shared/events/fields.toml 写明含义 say there what it means"),
    "a limit": ("TagIssued", "code: str", "code: Annotated[str, Len(12, 12)]",
        "/code: minLength null 改为 became 12"),
    "another default": ("DogVaccinated", 'disease: str = "rabies"', 'disease: str = "distemper"',
                        '/disease: default "rabies" 改为 became "distemper"'),
    "unknown fields refused": ("", 'extra="ignore"', 'extra="forbid"', "不再容许未知字段"),
    "an event renamed": ("TagWithdrawn", "class TagWithdrawn(", "class TagTaken(",
        "TagWithdrawn.v1.0.json: 已发布的事件不见了"),
    "another wire name": ("TagIssued", "tag.issued.v1", "tag.hung.v1", "线上名称 the wire name"),
    "another publisher": ("TagIssued", 'by="intake"', 'by="registry"',
        "发布者 the publisher: intake 改为 became registry"),
    "for more readers": ("ObservationOpened", 'audience="restricted"', 'audience="staff"',
        "读者范围 the audience"),
    "for fewer readers": ("DogIntaken", 'audience="public"', 'audience="staff"', "读者范围 the audience"),
    "another subject": ("VisitBooked", 'about="visit_id"', 'about="day"', "主体 what the subject is"),
    "a check that refuses what was published": (
        "TagIssued", "code: str", "code: Annotated[str, Predicate(str.islower)]", "/code: 示例无效"),
    "another reading of what was published": (
        "TagIssued", "code: str", "code: Annotated[str, AfterValidator(str.lower)]", "/code: 示例读法变了"),
}  # fmt: skip


@pytest.mark.parametrize(("of", "old", "new", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_a_change_that_breaks_somebody_is_refused(
    copy: Copy, of: str, old: str, new: str, words: str
) -> None:
    before = copy.contents()
    copy.bring(
        of,
        "typing import Annotated",
        "annotated_types import Len, Predicate",
        "pydantic import AfterValidator",
    )
    copy.change(old, new, of)

    made = copy.make_contract()

    assert made.returncode != 0
    assert words in made.stderr
    assert "请另建新事件" in made.stderr and "publish a new event (…v2) beside it" in made.stderr
    assert "Traceback" not in made.stderr
    assert copy.contents() == before


def test_an_event_that_was_published_stays(copy: Copy) -> None:
    file = copy.file_of("TagWithdrawn")
    text = file.read_text("utf-8")
    file.write_text(text.replace(class_in(text, "TagWithdrawn"), ""), "utf-8")

    made = copy.make_contract()

    assert made.returncode != 0
    assert "TagWithdrawn.v1.0.json: 已发布的事件不见了 the event is gone" in made.stderr


def test_an_optional_field_makes_a_new_version_beside_the_old_one(copy: Copy) -> None:
    before = copy.contents()
    copy.change("    code: str", "    code: str\n    colour: str | None = None", "TagIssued")

    behind, made, again = copy.check(), copy.make_contract(), copy.check()

    new = str(copy.versions.relative_to(copy.folder) / version_file(TAG, 2))
    assert behind.returncode == 1 and f"{new} 与事件类不符" in behind.stdout
    assert made.returncode == 0, made.stderr
    assert again.returncode == 0, again.stdout + again.stderr
    after = copy.contents()
    assert {name for name in after if after[name] != before.get(name)} == {
        new, f"shared/contract/{TAG}", f"shared/contract/examples/{TAG}",
        "shared/contract/asyncapi.json", "shared/contract/index.json",
        "shared/contract/versions/SHA256SUMS",
        "shared/contract/python/qingcheng_events/whole/arrivals.py",
        "shared/contract/python/qingcheng_events/version.py",
    }  # fmt: skip
    assert before.keys() <= after.keys()
    assert after["shared/contract/versions/SHA256SUMS"].startswith(
        before["shared/contract/versions/SHA256SUMS"]
    )


def test_a_promise_of_a_later_version_counts_too(copy: Copy) -> None:
    copy.change("    code: str", "    code: str\n    colour: str | None = None", "TagIssued")
    copy.make_contract()
    copy.change("\n    colour: str | None = None", "", "TagIssued")

    made = copy.make_contract()

    assert made.returncode != 0
    assert "TagIssued.v1.2.json /colour: 已删除或改名" in made.stderr


def test_better_words_make_no_new_version(copy: Copy) -> None:
    copy.change("The dog wears its tag.", "The dog now wears its tag.", "TagIssued")

    assert copy.make_contract().returncode == 0
    assert not (copy.versions / version_file(TAG, 2)).exists()
    assert "now wears" in (copy.contract / TAG).read_text("utf-8")


def edit(copy: Copy) -> None:
    file = copy.versions / version_file(TAG, 0)
    file.write_text(file.read_text("utf-8").replace('"type": "string"', '"type": "integer"'), "utf-8")


def edit_an_example(copy: Copy) -> None:
    file = copy.versions / version_file(TAG, 0)
    file.write_text(file.read_text("utf-8").replace("8K3M7Q2ZT5WB", "8K3M7Q2ZT5WC"), "utf-8")


def delete(copy: Copy) -> None:
    (copy.versions / version_file(TAG, 0)).unlink()


def forget(copy: Copy) -> None:
    """The file and the line that says that it was there."""
    delete(copy)
    sums = copy.versions / "SHA256SUMS"
    sums.write_text("".join(line for line in sums.read_text().splitlines(True) if "TagIssued" not in line))


def add(copy: Copy) -> None:
    shutil.copy(copy.versions / version_file(TAG, 0), copy.versions / version_file(TAG, 7))


def delete_the_list(copy: Copy) -> None:
    (copy.versions / "SHA256SUMS").unlink()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (edit, "TagIssued.v1.0.json: 旧版本被改动 a version that was published was edited"),
        (edit_an_example, "TagIssued.v1.0.json: 旧版本被改动"),
        (delete, "TagIssued.v1.0.json: 旧版本被删除 a version that was published is gone"),
        (forget, "TagIssued.v1.0.json: SHA256SUMS 缺少此版本 its line in SHA256SUMS is gone"),
        (add, "TagIssued.v1.7.json: 不在 SHA256SUMS 中 SHA256SUMS does not know it"),
        (delete_the_list, "SHA256SUMS: 文件不见了 it is gone"),
    ],
)
def test_a_version_that_was_published_is_never_touched(
    copy: Copy, spoil: Callable[[Copy], None], words: str
) -> None:
    spoil(copy)

    made = copy.make_contract()

    assert made.returncode != 0
    assert words in made.stderr and "git restore shared/contract" in made.stderr


def test_the_list_is_one_that_sha256sum_reads() -> None:
    assert (
        subprocess.run(
            ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"],
            cwd=FOLDER / "versions",
            check=False,
        ).returncode
        == 0
    )

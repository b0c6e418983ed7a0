"""Whether whoever reads or writes by one JSON Schema can deal with the other: FULL compatibility.

The only thing that a published schema may do is gain an optional field. A keyword that we do not know
must stay as it is.
"""

import json
from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
ONLY_WORDS = {"title", "description", "examples", "$id", "$schema", "$comment", "$defs", "x-codes"}
MAY_BE_ADDED = {"pattern", "x-audience"}  # what was true before is said now; afterwards it stays
PARTS = {"type", "enum", "properties", "required", "items", "additionalProperties"}
CHOICES = ("anyOf", "oneOf", "allOf", "prefixItems")


def breaks(old: Schema, new: Schema) -> list[str]:
    """Every reason why readers or writers of one could not deal with the other; none if both can."""
    return list(_broken(old, new, old, new, ""))


def _broken(old: Any, new: Any, old_root: Schema, new_root: Schema, at: str) -> Iterator[str]:
    old, new, here = _resolved(old, old_root), _resolved(new, new_root), at or "data"
    if isinstance(old, bool) or isinstance(new, bool):
        if old != new:
            yield _changed(here, "", old, new)
        return
    if _kinds(old) != _kinds(new):
        yield _changed(here, "类型 type", old.get("type"), new.get("type"))
    if set(old.get("enum", ())) != set(new.get("enum", ())):
        yield _changed(here, "取值 allowed values", old.get("enum"), new.get("enum"))
    for word in sorted((old.keys() | new.keys()) - ONLY_WORDS - PARTS - set(CHOICES)):
        if word in MAY_BE_ADDED and word not in old:
            continue
        if word not in old or word not in new or old[word] != new[word]:
            yield _changed(here, word, old.get(word), new.get(word))
    if new.get("additionalProperties") is False:
        yield f"{here}: 不再容许未知字段 unknown fields are forbidden"
    yield from _broken_fields(old, new, old_root, new_root, at)
    for part in ("items", "additionalProperties"):
        if isinstance(old.get(part), dict) or isinstance(new.get(part), dict):
            yield from _broken(old.get(part, {}), new.get(part, {}), old_root, new_root, f"{at}[]")
    for part in CHOICES:
        before, after = old.get(part, []), new.get(part, [])
        if len(before) != len(after):
            yield _changed(here, part, f"{len(before)} 项 choices", f"{len(after)} 项 choices")
        for one, other in zip(before, after, strict=False):
            yield from _broken(one, other, old_root, new_root, at)


def _broken_fields(old: Schema, new: Schema, old_root: Schema, new_root: Schema, at: str) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in before:
        if name not in after:
            yield f"{at}/{name}: 已删除或改名 removed or renamed"
        else:
            yield from _broken(before[name], after[name], old_root, new_root, f"{at}/{name}")
    was, is_now = set(old.get("required", ())), set(new.get("required", ()))
    yield from (f"{at}/{name}: 改为必填 is required now" for name in sorted(is_now - was))
    yield from (f"{at}/{name}: 不再必填 is no longer required" for name in sorted(was - is_now))


def _changed(here: str, what: str, old: Any, new: Any) -> str:
    before, after = (json.dumps(value, ensure_ascii=False) for value in (old, new))
    return f"{here}: {what} {before} 改为 became {after}"


def _resolved(schema: Any, root: Schema) -> Any:
    """The schema itself, where it refers to another: what is said beside the reference counts too."""
    while isinstance(schema, dict) and "$ref" in schema:
        at: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            at = at[step]
        schema = at | {word: value for word, value in schema.items() if word != "$ref"}
    return schema


def _kinds(schema: Schema) -> set[str]:
    kind = schema.get("type", [])
    return {kind} if isinstance(kind, str) else set(kind)

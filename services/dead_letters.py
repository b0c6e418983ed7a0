"""`qingcheng dead …`: what a service could not take in, shown, tried again, or thrown away."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape

from shared.client import Client
from shared.refusal import Refusal

FATES = {
    "redriven": "已重试成功 redriven",
    "already": "此前已处理 had been taken in already",
    "discarded": "已丢弃 discarded",
    "failed": "仍然失败 failed again",
    "unreadable": "无法读取 unreadable",
    "unheard": "无人处理 nobody listens to it",
    "gone": "已不在死信中 no longer there",
}
DONE = ("redriven", "already", "discarded")
SHOWN = 10


def show_groups(client: Client, services: Sequence[str]) -> None:
    """Every group of every service asked for, the largest first."""
    console = Console(soft_wrap=True, highlight=False)
    for service in services:
        letters = client.get(f"/{service}/v1/dead", limit=1)
        console.print(f"[bold]{service}[/]: {letters['count']} 封死信 dead letters")
        for group in letters["groups"]:
            event = escape(group["type"] or "无类型 no type")
            console.print(f"  [bold]{group['key']}[/]  {group['count']} 封  {event}")
            console.print(f"    {escape(group['error'] or '–')}", style="yellow")
            console.print(f"    {group['first'][:19]} – {group['last'][:19]}  例 such as {group['example']}")


def show_letter(client: Client, service: str, entry: str) -> None:
    """One letter with all its fields, as plain lines."""
    letter = client.get(f"/{service}/v1/dead/{entry}")
    fields = letter.pop("fields")
    for name, value in [*letter.items(), ("", ""), *fields.items()]:
        print(f"{name:16}{value}" if name else "")


def decide(
    client: Client, act: str, service: str, entries: list[str] | None, error: str, all: bool, why: str
) -> None:
    """Redrives or discards, page after page. Raises `Refusal` when any letter stays where it is."""
    if sum(map(bool, (entries, error, all))) != 1:
        raise Refusal("请给出条目、--error 或 --all 之一。", "Name entries, or one of --error KEY and --all.")
    chosen = {"entries": entries} if entries else {"error": error} if error else {"all": True}
    results = _decide_all(client, f"/{service}/v1/dead/{act}", {**chosen, "why": why})
    console = Console(soft_wrap=True, highlight=False)
    for fate, count in Counter(result["outcome"] for result in results).items():
        console.print(f"{service}: {count} 封 {FATES[fate]}")
    if not results:
        console.print(f"{service}: 没有这样的死信 there is no such letter")
    stay = [result for result in results if result["outcome"] not in DONE]
    for result in stay[:SHOWN]:
        console.print(f"  {result['entry']}: {escape(result['error'])}", style="yellow")
    if len(stay) > SHOWN:
        console.print(f"  …… 另有 {len(stay) - SHOWN} 封 and {len(stay) - SHOWN} more")
    if stay:
        raise Refusal(f"{len(stay)} 封没有处理成。", f"{len(stay)} letters were not dealt with.")


def _decide_all(client: Client, path: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = []
    after = None
    while True:
        answer = client.post(path, asked | ({"after": after} if after else {}))
        results += answer["results"]
        after = answer["next"]
        if after is None:
            return results

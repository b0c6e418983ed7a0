"""What the doctor asks at the doors of a house, wherever it runs."""

import json
import os
import socket
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from prometheus_client.parser import text_string_to_metric_families

from services.finding import Finding
from shared import clock
from shared.auth import CLOCKS_DIFFER
from shared.rail.janitor import ALARM

TIMEOUT = 10.0  # seconds; a service needs up to 4 to say that nothing answers it


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody at the address answered."""

    status: int
    date: str
    text: str


def look(url: str, services: tuple[str, ...]) -> Iterator[Finding]:
    """Whether somebody is there, and how each service is."""
    answer = _ask(url)
    yield from _address(url, answer)
    if answer:
        keys: dict[str, str] = {}
        with ThreadPoolExecutor() as asking:  # one that hangs does not keep the others waiting
            for findings in asking.map(lambda service: list(_service(url, service, keys)), services):
                yield from findings
        yield from _other_keys(keys)


def _ask(url: str) -> Answer | None:
    try:
        with urlopen(Request(url, headers=_who()), timeout=TIMEOUT) as answer:
            return Answer(answer.status, answer.headers.get("date", ""), answer.read().decode())
    except HTTPError as error:
        return Answer(error.code, error.headers.get("date", ""), error.read().decode(errors="replace"))
    except (OSError, HTTPException, UnicodeDecodeError):
        return None


def _who() -> dict[str, str]:
    """Through a gateway, figures and reasons are for an admin and for whoever has the token for them."""
    token = os.environ.get("QINGCHENG_METRICS_TOKEN") or os.environ.get("QINGCHENG_TOKEN")
    return {"Authorization": f"Bearer {token}"} if token else {}


def _address(url: str, answer: Answer | None) -> Iterator[Finding]:
    """Whether anybody is there, and whether their clock agrees with ours."""
    if answer is None:
        yield _taken(url) if _listens(url) else _nobody(url)
        return
    yield Finding(True, f"{url} 有应答 answers")
    if answer.date:
        apart = abs((clock.now() - parsedate_to_datetime(answer.date)).total_seconds())
        yield Finding(
            apart <= CLOCKS_DIFFER + 2, f"与服务器时钟相差 {apart:.0f} 秒 our clocks are {apart:.0f} s apart",
            "用 NTP 校准两台机器的时钟，否则登录会失效。Set both clocks by NTP, or logins will fail.",
        )  # fmt: skip


def _nobody(url: str) -> Finding:
    return Finding(
        False, f"{url} 没有应答，端口空闲。Nobody answers at {url}: the port is free.",
        "启动：qingcheng up（或 docker compose up -d），或用 --url 指明地址。"
        "Start it: qingcheng up (or docker compose up -d); or say with --url where it runs.",
    )  # fmt: skip


def _taken(url: str) -> Finding:
    return Finding(
        False, f"{url} 的端口有程序占用，但不是青城。Something holds the port of {url}, and it is not 青城.",
        "用 ss -ltnp 查是谁；换一个 --port。ss -ltnp says who it is; give qingcheng up another --port.",
    )  # fmt: skip


def _listens(url: str) -> bool:
    at = urlsplit(url)
    port = at.port or (443 if at.scheme == "https" else 80)
    try:
        with socket.create_connection((at.hostname or "localhost", port), timeout=2):
            return True
    except OSError:
        return False


def _service(url: str, service: str, keys: dict[str, str]) -> Iterator[Finding]:
    """Of one that tells its figures, the key that it checks log-ins with is noted in `keys`."""
    answer = _ask(f"{url}/{service}/health/ready")
    said = _json(answer)
    if answer is None or "ready" not in said:
        what = f"答复 answers {answer.status}" if answer else "没有应答 does not answer"
        yield Finding(
            False, f"{service}：{what}",
            f"查看日志并启动它：docker compose logs {service}；docker compose up -d {service}。"
            f"Look at its log and start it; if it runs elsewhere, say so with --url.",
        )  # fmt: skip
        return
    if said["ready"]:
        yield Finding(True, f"{service}：就绪 is ready")
    if "reasons" not in said:
        yield _untold(service, said["ready"])
        return
    for reason in said["reasons"]:
        yield Finding(False, f"{service}：{reason['what']}", reason["do"])
    for warning in said.get("warnings", ()):
        yield Finding(False, f"{service}：{warning['what']}", warning["do"])
    yield from _figures(url, service, keys)


def _untold(service: str, ready: bool) -> Finding:
    what = (
        "不告诉外面的人详情 tells a stranger no more"
        if ready
        else "未就绪 is not ready; a stranger is not told why"
    )
    return Finding(
        False, f"{service}：{what}",
        "在服务器本机运行，或设 QINGCHENG_TOKEN（admin 的令牌）或 QINGCHENG_METRICS_TOKEN 后再试。"
        "Run it beside the services, or set QINGCHENG_TOKEN (of an admin) or QINGCHENG_METRICS_TOKEN.",
    )  # fmt: skip


def _figures(url: str, service: str, keys: dict[str, str]) -> Iterator[Finding]:
    """What does not keep it from its work, and yet wants somebody."""
    answer = _ask(f"{url}/{service}/metrics")
    if answer is None or answer.status != 200:
        yield Finding(False, f"{service}：没有指标 has no metrics", "查看日志。Look at its log.")
        return
    for sample in _samples(answer):
        if sample.name == "qingcheng_token_key":
            keys[service] = sample.labels["fingerprint"]
        if sample.name == "qingcheng_dead_letters" and sample.value:
            yield _dead_letters(service, int(sample.value))
        if sample.name == "qingcheng_key_made_anew" and sample.value:
            yield _made_anew(service, sample.labels["key"])
        if sample.name == "qingcheng_task_restarts_last_hour" and sample.value:
            yield _ended(service, sample.labels["task"], int(sample.value))
        if sample.name == "qingcheng_trim_held_up_seconds" and sample.value > ALARM:
            yield _held_up(service, sample.labels["stream"], sample.labels["group"], sample.value / 3600)


def _samples(answer: Answer) -> Iterator[Any]:
    for family in text_string_to_metric_families(answer.text):
        yield from family.samples


def _dead_letters(service: str, letters: int) -> Finding:
    return Finding(
        False, f"{service}：待处理死信 {letters} 封。Dead letters that wait for somebody: {letters}.",
        f"qingcheng dead list --service {service} 看原因，修复后 redrive，无用则 discard。"
        "It shows why; redrive them once that is mended, or discard them.",
    )  # fmt: skip


def _ended(service: str, task: str, times: int) -> Finding:
    return Finding(
        False, f"{service}：后台任务 {task} 一小时内停了 {times} 次，又重新开始。"
        f"The task {task} ended in the last hour, and was begun again; times: {times}.",
        f"日志中 “the task {task} of {service} ended” 之后写着原因；一小时内不再停，这一行就消失。"
        "Its log says why; an hour after the last time this line goes away.",
    )  # fmt: skip


def _held_up(service: str, stream: str, group: str, hours: float) -> Finding:
    return Finding(
        False, f"{service}：消费组 {group} 使 {stream} 已 {hours:.0f} 小时不能裁剪。"
        f"The group {group} has kept {stream} from being trimmed for {hours:.0f} hours.",
        f"启动它的消费者；若不再需要：qingcheng subscribers group {group} --remove。"
        f"Start its consumer, or if nobody needs it: qingcheng subscribers group {group} --remove.",
    )  # fmt: skip


def _made_anew(service: str, key: str) -> Finding:
    return Finding(
        False, f"{service}：{key}.key 曾丢失或被换，现用的是新的。"
        f"{key}.key was lost or replaced; another is in use, and all had to log in again.",
        f"查明原因（备份？磁盘？有人动过？），然后在本机 qingcheng keys accept {key} --data … --why …。"
        f"Find out why, then run there: qingcheng keys accept {key} --data … --why …",
    )  # fmt: skip


def _other_keys(keys: Mapping[str, str]) -> Iterator[Finding]:
    """Whether all check log-ins with the key that intake signs with."""
    right = keys.get("intake")
    for service, key in sorted(keys.items()):
        if right and key and key != right:
            yield Finding(
                False, f"{service}：登录公钥与 intake 的不同，登录在此无效。"
                f"Its token.pub is not that of intake: log-ins are not valid there.",
                "把 intake 的 token.pub 放到它的 QINGCHENG_TOKEN_PUBLIC_KEY 处，无需重启。"
                "Put intake's token.pub where its QINGCHENG_TOKEN_PUBLIC_KEY says: no restart is needed.",
            )  # fmt: skip


def _json(answer: Answer | None) -> dict[str, Any]:
    try:
        said = json.loads(answer.text if answer else "")
        return said if isinstance(said, dict) else {}
    except ValueError:
        return {}

"""What became of an attempt, in the words of both languages: what is kept of it is English, for machines."""

import re

from services.notify.attempts.rules import FOR_OTHERS, SEALED, UNSENDABLE
from services.notify.channels.way import TIMEOUT
from services.notify.channels.webhook import INSIDE, MALFORMED, NO_ANSWER, NO_MORE, TOO_LONG
from shared.said import Said

WORDS = {
    NO_MORE: Said("接收方回答 410，不再接收", "the receiver answered 410 and wants no more"),
    INSIDE: Said("地址不在公网上，未发送", "the address is not on the public internet: not sent"),
    MALFORMED: Said("网址有误", "the address is malformed"),
    FOR_OTHERS: Said("这类事件不给这个订阅的对象看", FOR_OTHERS),
    SEALED: Said("地址已无法解封，请重新订阅", SEALED),
}
WHY = {
    "TimeoutError": Said(f"{TIMEOUT:g} 秒内没有应答", f"no answer within {TIMEOUT:g} s"),
    "ServerTimeoutError": Said(f"{TIMEOUT:g} 秒内没有应答", f"no answer within {TIMEOUT:g} s"),
    "ClientConnectorDNSError": Said("找不到接收方的地址", "the receiver's name has no address"),
    "ClientConnectorCertificateError": Said("接收方的证书无效", "the receiver's certificate is not good"),
    "ClientConnectorSSLError": Said("不能建立加密连接", "no encrypted connection could be made"),
    "ClientConnectorError": Said("连不上接收方", "the receiver cannot be connected to"),
    "ServerDisconnectedError": Said("接收方断开了连接", "the receiver broke the connection off"),
    "ClientOSError": Said("连接中断", "the connection broke"),
    "ConnectionResetError": Said("连接中断", "the connection broke"),
}
ANSWERED = re.compile(r"the receiver answered (\d+)")


def in_words(detail: str | None) -> str:
    """As a page says it; what is known to nobody here is said as it is kept."""
    detail = detail or ""
    if found := WORDS.get(detail):
        return found
    if answered := ANSWERED.match(detail):
        put_off = detail.endswith(TOO_LONG)
        zh, en = ("，并要求停一天以上", ", and asks for a pause of more than a day") if put_off else ("", "")
        return Said(f"接收方回答 {answered[1]}{zh}", f"the receiver answered {answered[1]}{en}")
    if detail.startswith(NO_ANSWER):
        kind = detail.removeprefix(NO_ANSWER)
        return WHY.get(kind, Said(f"没有应答（{kind}）", f"no answer ({kind})"))
    if detail.startswith(UNSENDABLE):
        return Said(f"无法发送（{detail.removeprefix(UNSENDABLE)}）", detail)
    return detail

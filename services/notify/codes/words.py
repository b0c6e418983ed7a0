"""What a message with a code says, in both languages."""

from services.notify.messages.words import Lang, Text

MINUTES = 5


def say(code: str, number: str) -> dict[Lang, Text]:
    """For a mail: what it is, and what it is for."""
    return {
        "zh": Text(
            f"青城验证码 {code}",
            f"您的验证码是 {code}，{MINUTES} 分钟内有效，用于核实编号 {number} 的请求。\n"
            "不是您本人提交的，请不必理会；不要把验证码告诉别人。",
        ),
        "en": Text(
            f"Qingcheng code {code}",
            f"Your code is {code}, good for {MINUTES} minutes, for request {number}.\n"
            "If it was not you who asked, leave it alone; tell nobody the code.",
        ),
    }


def short(code: str) -> str:
    """For a text message."""
    return (
        f"【青城】验证码 {code}，{MINUTES} 分钟内有效，请勿告诉他人。Code {code}, good for {MINUTES} minutes."
    )

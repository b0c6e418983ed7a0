"""What cannot be done, said to a person in one line."""

from shared.said import Said


class Refusal(Exception):
    """Its text says why, and what to do instead. The command line prints it and ends with its code."""

    code = 1

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(Said(chinese, english))


class CannotStart(Refusal):
    """There is nothing to run on, and the text says what to do about it."""

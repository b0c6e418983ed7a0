"""What cannot be done, said to a person in one line."""


class Refusal(Exception):
    """Its text says why, and what to do instead. The command line prints it and ends with 1."""


class CannotStart(Refusal):
    """There is nothing to run on, and the text says what to do about it."""

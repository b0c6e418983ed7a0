"""What cannot be done, said to a person in one line."""


class Refusal(Exception):
    """Its text says why, and what to do instead. The command line prints it and ends with 1."""

"""The codes that stand in the registry's events, with their words: the contract lists them."""

from shared.codes import Table, table

CODES: dict[str, Table] = {"diseases": table(("rabies",), {"rabies": ("狂犬病", "rabies")})}

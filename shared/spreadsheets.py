"""Cells of files that people open in a spreadsheet."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: str) -> str:
    """An apostrophe before what a spreadsheet would take for a formula (CWE-1236)."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell

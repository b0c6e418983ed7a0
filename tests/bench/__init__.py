"""How fast, beside its own limit in the same run. `python -m tests.bench` prints the table."""

"""One noun of intake, as its code has it."""

"""Who may do what here."""

MAY_SUBSCRIBE = ("admin", "officer", "adoption")
READERS = (*MAY_SUBSCRIBE, "auditor")

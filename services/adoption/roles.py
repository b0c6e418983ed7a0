"""Which roles may do what, where several nouns say it alike."""

READERS = ("adoption", "officer", "auditor")  # of who asks for which dog, masked

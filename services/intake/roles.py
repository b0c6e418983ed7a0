"""Which roles may do what, where several nouns say it alike."""

OFFICER = ("officer",)
DESK = ("officer", "keeper")  # who takes dogs in, houses them, prints their tags and hands them out
CREW = (*DESK, "vet")  # whoever works with the dogs
READERS = (*CREW, "auditor")

"""The registry knows who a dog is: its tag page, its chip, its vaccinations.

Publishes: DogVaccinated.
Listens to: DogIntaken, ChipRead, TagIssued, TagWithdrawn, CustodyChanged, StayOpened, StayClosed, DogDied,
    DogReferenceReplaced, IntakeCorrected, NoticePublished, SessionsEnded.
"""

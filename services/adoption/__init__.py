"""A dog goes home: reclaimed by its owner, or adopted by a family; sometimes it comes back.

Publishes: DogBecameAdoptable, AdoptionAppliedFor, AdoptionApproved, DogAdopted, DogReturned,
ReclaimRequested, ReclaimRefused, DogReclaimed, HandoverUndone, VisitBooked.
Listens to: DogIntaken, TagIssued, HoldPlaced, HoldReleased, CustodyChanged, StayOpened, StayClosed,
    DogDied, DogVaccinated, DogReferenceReplaced,
    IntakeCorrected, NoticePublished, SessionsEnded, ChipRead, KennelAssigned, PhotoTaken.
"""

"""Intake: a dog arrives, gets a number, a kennel and a tag, and one day its stay ends.

Publishes: OperationOpened, OperationClosed, DogIntaken, ChipRead, TagIssued, TagWithdrawn, KennelAssigned,
    ObservationOpened, CustodyChanged, StayOpened, StayClosed, DogDied
Listens to: DogBecameAdoptable, AdoptionApproved, DogAdopted, ReclaimRequested, ReclaimRefused, DogReclaimed,
    DogReturned
"""

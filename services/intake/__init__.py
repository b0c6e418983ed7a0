"""Intake: a dog arrives, gets a number, a kennel and a tag, and one day its stay ends.

Publishes: OperationOpened, OperationCorrected, OperationClosed, DogIntaken, ChipRead, TagIssued,
    TagWithdrawn, KennelAssigned, ZoneSealed, ZoneReopened, ObservationOpened, HoldPlaced, HoldReleased,
    HoldBroken, SeizureExtended, NoticePublished, CustodyChanged, StayOpened, StayClosed, DogDied,
    EuthanasiaApproved, EuthanasiaWithdrawn, CarcassStored, CarcassDisposed, SessionsEnded, IntakeCorrected,
    PhotoTaken, SheetWritten, RecordsExported, DogReferenceReplaced
Listens to: DogBecameAdoptable, AdoptionApproved, DogAdopted, ReclaimRequested, ReclaimRefused, DogReclaimed,
    HandoverUndone, DogReturned
"""

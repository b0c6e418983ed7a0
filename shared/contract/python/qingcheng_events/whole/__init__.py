# ruff: noqa
# fmt: off
"""Whole events. Made by `make contract`: do not edit."""

from qingcheng_events.event import Event
from qingcheng_events.whole.arrivals import OperationOpened, OperationCorrected, OperationClosed, DogIntaken, ChipRead, TagIssued, TagWithdrawn, KennelAssigned, ZoneSealed, ZoneReopened
from qingcheng_events.whole.holds import ObservationOpened, HoldPlaced, HoldReleased, HoldBroken, DogReferenceReplaced, SeizureExtended, NoticePublished
from qingcheng_events.whole.stays import CustodyChanged, StayOpened, StayClosed, DogDied, EuthanasiaApproved, EuthanasiaWithdrawn, CarcassStored, CarcassDisposed
from qingcheng_events.whole.records import IntakeCorrected, PhotoTaken, SheetWritten, RecordsExported, SessionsEnded
from qingcheng_events.whole.registry import DogVaccinated
from qingcheng_events.whole.adoption import DogBecameAdoptable, AdoptionAppliedFor, AdoptionApproved, DogAdopted, DogReturned, ReclaimRequested, ReclaimRefused, DogReclaimed, HandoverUndone, VisitBooked
from qingcheng_events.whole.notify import MessageSent, MessageFailed

__all__ = ['OperationOpened', 'OperationCorrected', 'OperationClosed', 'DogIntaken', 'ChipRead', 'TagIssued', 'TagWithdrawn', 'KennelAssigned', 'ZoneSealed', 'ZoneReopened', 'ObservationOpened', 'HoldPlaced', 'HoldReleased', 'HoldBroken', 'DogReferenceReplaced', 'SeizureExtended', 'NoticePublished', 'CustodyChanged', 'StayOpened', 'StayClosed', 'DogDied', 'EuthanasiaApproved', 'EuthanasiaWithdrawn', 'CarcassStored', 'CarcassDisposed', 'IntakeCorrected', 'PhotoTaken', 'SheetWritten', 'RecordsExported', 'SessionsEnded', 'DogVaccinated', 'DogBecameAdoptable', 'AdoptionAppliedFor', 'AdoptionApproved', 'DogAdopted', 'DogReturned', 'ReclaimRequested', 'ReclaimRefused', 'DogReclaimed', 'HandoverUndone', 'VisitBooked', 'MessageSent', 'MessageFailed']

BY_TYPE: dict[str, type[Event]] = {
    OperationOpened.type: OperationOpened,
    OperationCorrected.type: OperationCorrected,
    OperationClosed.type: OperationClosed,
    DogIntaken.type: DogIntaken,
    ChipRead.type: ChipRead,
    TagIssued.type: TagIssued,
    TagWithdrawn.type: TagWithdrawn,
    KennelAssigned.type: KennelAssigned,
    ZoneSealed.type: ZoneSealed,
    ZoneReopened.type: ZoneReopened,
    ObservationOpened.type: ObservationOpened,
    HoldPlaced.type: HoldPlaced,
    HoldReleased.type: HoldReleased,
    HoldBroken.type: HoldBroken,
    DogReferenceReplaced.type: DogReferenceReplaced,
    SeizureExtended.type: SeizureExtended,
    NoticePublished.type: NoticePublished,
    CustodyChanged.type: CustodyChanged,
    StayOpened.type: StayOpened,
    StayClosed.type: StayClosed,
    DogDied.type: DogDied,
    EuthanasiaApproved.type: EuthanasiaApproved,
    EuthanasiaWithdrawn.type: EuthanasiaWithdrawn,
    CarcassStored.type: CarcassStored,
    CarcassDisposed.type: CarcassDisposed,
    IntakeCorrected.type: IntakeCorrected,
    PhotoTaken.type: PhotoTaken,
    SheetWritten.type: SheetWritten,
    RecordsExported.type: RecordsExported,
    SessionsEnded.type: SessionsEnded,
    DogVaccinated.type: DogVaccinated,
    DogBecameAdoptable.type: DogBecameAdoptable,
    AdoptionAppliedFor.type: AdoptionAppliedFor,
    AdoptionApproved.type: AdoptionApproved,
    DogAdopted.type: DogAdopted,
    DogReturned.type: DogReturned,
    ReclaimRequested.type: ReclaimRequested,
    ReclaimRefused.type: ReclaimRefused,
    DogReclaimed.type: DogReclaimed,
    HandoverUndone.type: HandoverUndone,
    VisitBooked.type: VisitBooked,
    MessageSent.type: MessageSent,
    MessageFailed.type: MessageFailed,
}

# ruff: noqa
# fmt: off
"""Events as everybody may read them. Made by `make contract`: do not edit."""

from qingcheng_events.event import Event
from qingcheng_events.public.arrivals import DogIntaken
from qingcheng_events.public.holds import DogReferenceReplaced, NoticePublished
from qingcheng_events.public.stays import StayOpened, StayClosed
from qingcheng_events.public.registry import DogVaccinated
from qingcheng_events.public.adoption import DogBecameAdoptable, DogAdopted, DogReclaimed, HandoverUndone

__all__ = ['DogIntaken', 'DogReferenceReplaced', 'NoticePublished', 'StayOpened', 'StayClosed', 'DogVaccinated', 'DogBecameAdoptable', 'DogAdopted', 'DogReclaimed', 'HandoverUndone']

BY_TYPE: dict[str, type[Event]] = {
    DogIntaken.type: DogIntaken,
    DogReferenceReplaced.type: DogReferenceReplaced,
    NoticePublished.type: NoticePublished,
    StayOpened.type: StayOpened,
    StayClosed.type: StayClosed,
    DogVaccinated.type: DogVaccinated,
    DogBecameAdoptable.type: DogBecameAdoptable,
    DogAdopted.type: DogAdopted,
    DogReclaimed.type: DogReclaimed,
    HandoverUndone.type: HandoverUndone,
}

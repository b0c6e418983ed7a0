"""What keeps a dog here: observations, holds, seizures and the notices that are out about it."""

from pydantic import AwareDatetime

from shared.events.event import DOG, OPERATION, STAY, Event, Outcome, published


@published(
    by="intake",
    type="cn.qingcheng.observation.opened.v1",
    audience="restricted",
    example={"dog_id": DOG, "stay_id": STAY, "until": "2026-07-23T15:41:00Z"},
)
class ObservationOpened(Event):
    """The dog has bitten somebody and is watched for rabies until then."""

    dog_id: str
    stay_id: str
    until: AwareDatetime


@published(
    by="intake",
    type="cn.qingcheng.hold.placed.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "hold_id": OPERATION, "hold": "OWNER_DISPUTE",
             "blocks": ["ADOPTED", "RECLAIMED", "TRANSFERRED"], "until": None},
)  # fmt: skip
class HoldPlaced(Event):
    """The dog does not leave in these ways before the hold ends: at `until`, else by `HoldReleased`.

    Said again with the same `hold_id`, it is about the same hold. `hold` is none where few may know why.
    """

    dog_id: str
    stay_id: str
    hold_id: str
    hold: str | None = None
    blocks: list[Outcome]
    until: AwareDatetime | None = None


@published(
    by="intake",
    type="cn.qingcheng.hold.released.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "hold_id": OPERATION, "hold": "OWNER_DISPUTE", "early": True},
)
class HoldReleased(Event):
    """The hold keeps the dog no more. Two people agreed on it if it was `early`, before its time."""

    dog_id: str
    stay_id: str
    hold_id: str
    hold: str | None = None
    early: bool = False


@published(
    by="intake",
    type="cn.qingcheng.hold.broken.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "hold_id": OPERATION, "hold": "SEIZURE", "outcome": "ADOPTED"},
)
class HoldBroken(Event):
    """The dog has left in this way although the hold closed it; somebody has to find out where it is.

    Its stay is over (`StayClosed`). The hold stands again when the dog is back (`HoldPlaced`). `hold` is none
    where few may know why.
    """

    dog_id: str
    stay_id: str
    hold_id: str
    hold: str | None = None
    outcome: Outcome


@published(
    by="intake",
    type="cn.qingcheng.dog.reference-replaced.v1",
    audience="public",
    public="dog_id external_ref told_by",
    example={"dog_id": DOG, "external_ref": "row:1c3f09ab~5f70bf18a086007016e948b04aed3b82", "told_by": STAY},
)
class DogReferenceReplaced(Event):
    """The dog is known by this reference from elsewhere, and by no other: forget what was told before.

    That may have said more than anybody should know. It stood in the `DogIntaken` with the id `told_by`,
    which is published again under that id, mended.
    """

    dog_id: str
    external_ref: str
    told_by: str


@published(
    by="intake",
    type="cn.qingcheng.seizure.extended.v1",
    audience="staff",
    example={"dog_id": DOG, "stay_id": STAY, "hold_id": OPERATION, "until": "2026-09-12T16:00:00Z"},
)
class SeizureExtended(Event):
    """The dog is seized until then, thirty days longer at most. It is not made longer again."""

    dog_id: str
    stay_id: str
    hold_id: str
    until: AwareDatetime


@published(
    by="intake",
    type="cn.qingcheng.notice.published.v1",
    audience="public",
    public="dog_id stay_id stay_no claim_until link",
    example={"dog_id": DOG, "stay_id": STAY, "stay_no": "HH-2026-000123",
             "claim_until": "2026-07-24T16:00:00Z", "link": "https://example.org/notices/12"},
)  # fmt: skip
class NoticePublished(Event):
    """The found-dog notice is out since `occurred_at`, at `link` if that is a page.

    `claim_until` is the moment from which the owner can no longer claim the dog, also where an earlier event
    told of another one: some cities count it from the notice.
    """

    dog_id: str
    stay_id: str
    stay_no: str
    claim_until: AwareDatetime | None = None
    link: str | None = None

"""Where what people write may stand in clear, which of it, and why."""

from services import SERVICES

ANY, WORDS = "name phone id address", "name address"
MAY_STAND: list[tuple[str, str, str]] = [
    ("dog.intaken.v1 name, dog.intaken.v1 breed, dog.intaken.v1 colour", WORDS,
     "what a dog is called and looks like is public; numbers that name somebody are refused (`Told`)"),
    *((f"{one}.dog.name, {one}.dog.breed, {one}.dog.colour", WORDS, "the same, as each service has heard it")
      for one in SERVICES),
    ("dog.vaccinated.v1 product, dog.vaccinated.v1 manufacturer, dog.vaccinated.v1 batch_no, "
     "registry.vaccination.product, registry.vaccination.manufacturer, registry.vaccination.batch_no", WORDS,
     "what stands on the vial is public; numbers are refused"),
    ("operation.opened.v1 name, operation.opened.v1 headcount, operation.corrected.v1 headcount, "
     "intake.operation.name, intake.operation.headcount", WORDS,
     "what an operation and its departments are called goes to staff by mail too; numbers are refused"),
    ("reclaim.refused.v1 reason, dog.returned.v1 reason, adoption.reclaim.reason, "
     "adoption.application.reason, adoption.return.reason, adoption.handover.others, "
     "adoption.handover.undone_because", WORDS,
     "why the desk said no is for the claimant's file; numbers are refused"),
    ("public page", WORDS, "the gallery shows how a dog is called; nothing else of these is on a page"),
    ("mail", WORDS, "what the events above say, to subscribers of the house"),
    ("error", WORDS, "an error may name what was asked for, to whoever asked; numbers are left out"),
    ("reasons of refused rows, intake.import.refused, adoption.importedrow.reason", WORDS,
     "a refused row quotes the cell that is wrong to the importer; numbers are left out"),
    ("intake.stay.notes, intake.stay.found_text, intake.custodystep.note, intake.sheetentry.sheet, "
     "intake.sheetentry.because, intake.correction.before, intake.correction.old, intake.correction.new, "
     "intake.correction.note, intake.hold.because, intake.hold.released_because, intake.holdrequest.because, "
     "intake.holdextension.because, intake.holdextension.document, intake.transfer.to, "
     "intake.transfer.because, intake.kennel_entry.note, intake.zone_seal.reason, "
     "intake.zone_seal.reopened_because, intake.euthanasia.why, intake.death.cause, intake.tag_change.why, "
     "intake.tag_batch.purpose, intake.notice.place, intake.notice.link", ANY,
     "the case file, which a court reads as it was signed: its hash is over this text, and staff search it. "
     "Whoever was bitten, saw it or brought the dog has a sealed place of their own (victims)"),
    ("intake.found_by.words, intake.found_by_words.words, intake.found_by_words_data.block", ANY,
     "the index of what is searched above"),
    ("intake.operation.area, intake.operation.equipment, intake.operation.approval, "
     "intake.operation.summary, intake.operation.team, intake.operation.vehicles, "
     "intake.operationchange.changed, intake.operationchange.reason, intake.operationincident.text", ANY,
     "officers on duty and what they report, for staff alone"),
    ("intake.export.q, intake.export.status, intake.export.operation_id, intake.export.note, "
     "intake.victimlook.note, adoption.look.note, intake.staff.username, intake.staff_act.username, "
     "intake.staff_act.why, registry.vaccination.vet_licence", ANY,
     "who looked, took out or did what, and why: the record of staff, kept for the supervisors"),
    ("notify.subscriber.contact, notify.subscriber.revoked_because, notify.subscription.cancelled_because",
     ANY, "whom to call at the organisation that reads the feed, for admins alone"),
    ("notify.idempotency.answer, intake.idempotency.answer, adoption.idempotency.answer", ANY,
     "what its own sender was answered, for a day"),
    *((f"{one}.interventions.why", ANY, "why an admin intervened, on record") for one in SERVICES),
]  # fmt: skip

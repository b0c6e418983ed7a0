"""Everything that can happen, as facts that are now true. The only place where services meet.

An event carries ids and facts, never a person's name, number, phone or address: a person is an opaque
id that only the service that owns it can resolve. `occurred_at` is when it happened; when it was
recorded is in the envelope. Within a major version a class only gains optional fields.

Each publisher has a file, intake a folder; all are imported from here, in the order of the contract.
"""

from shared.events.event import *
from shared.events.intake.arrivals import *
from shared.events.intake.holds import *
from shared.events.intake.stays import *
from shared.events.intake.records import *
from shared.events.registry import *
from shared.events.adoption import *
from shared.events.notify import *

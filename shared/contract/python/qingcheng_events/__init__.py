# ruff: noqa: F401, F403
"""The events of Qingcheng: a model for each, and `parse` and `from_cloudevent` that read them.

`public` has what everybody may read of them.
"""

from qingcheng_events import public
from qingcheng_events.event import Event
from qingcheng_events.reading import CloudEvent, Unknown, Unreadable, from_cloudevent, parse
from qingcheng_events.version import VERSION
from qingcheng_events.whole import *
from qingcheng_events.whole import BY_TYPE

__version__ = VERSION

"""Every table of notify, gathered for its migrations: nobody inside looks here."""

from services.notify.attempts.models import Attempt as Attempt
from services.notify.dogs.models import Dog as Dog
from services.notify.feed.models import Feed as Feed
from services.notify.feed.models import FeedKey as FeedKey
from services.notify.messages.models import Message as Message
from services.notify.subscribers.models import Subscriber as Subscriber
from services.notify.subscribers.models import SubscriberKey as SubscriberKey
from services.notify.subscriptions.models import Interest as Interest
from services.notify.subscriptions.models import Subscription as Subscription
from services.notify.subscriptions.models import Unplaced as Unplaced
from services.notify.table import Table as Table

"""Figures for Prometheus: whatever is known just now, also while Redis or the store is away."""

from collections.abc import Awaitable, Iterable

from fastapi import APIRouter, HTTPException, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily as Counter
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.registry import Collector

from shared.health import NO_ANSWER, PATIENCE, Health, may_look
from shared.rail import streams
from shared.service import Service
from shared.tasks import within
from shared.watch import AN_HOUR

KNOWN: dict[str, tuple[type[Gauge] | type[Counter], str, tuple[str, ...]]] = {
    "qingcheng_redis_up": (Gauge, "1 while Redis answers", ()),
    "qingcheng_store_up": (Gauge, "1 while the store answers", ()),
    "qingcheng_store_refusals_total": (
        Counter, "Groups of commands that the store did not take", ()),
    "qingcheng_commands_waiting": (Gauge, "Commands that wait for the writer", ()),
    "qingcheng_writer_standing_seconds": (
        Gauge, "For how long commands have waited without any being answered, 0 if none waits", ()),
    "qingcheng_task_running": (Gauge, "1 while a task of the service runs", ("task",)),
    "qingcheng_task_restarts_total": (Counter, "Times that a task ended and was begun again", ("task",)),
    "qingcheng_task_restarts_last_hour": (
        Gauge, "Times that it ended by a fault of its own in the last hour", ("task",)),
    "qingcheng_outbox_unsent": (Gauge, "Journal entries that are not relayed yet", ()),
    "qingcheng_outbox_oldest_seconds": (Gauge, "Age of the oldest of them, 0 if none", ()),
    "qingcheng_relay_leader": (Gauge, "1 at the one replica that relays", ()),
    "qingcheng_events_published_total": (
        Counter, "Events that this process has put into the streams", ()),
    "qingcheng_stream_missing": (
        Gauge, "Events that a stream has lost and that are not published again yet", ("stream",)),
    "qingcheng_events_filled_total": (
        Counter, "Events that a stream had lost and that this process has published again", ()),
    "qingcheng_stream_entries": (Gauge, "Entries in a stream of this service", ("stream",)),
    "qingcheng_listener_running": (Gauge, "1 while every subscriber runs", ()),
    "qingcheng_listener_revivals_total": (
        Counter, "Subscribers that were started, and started again", ()),
    "qingcheng_group_lag": (Gauge, "Entries that the group has not read yet", ("stream",)),
    "qingcheng_group_pending": (Gauge, "Entries read but not finished", ("stream",)),
    "qingcheng_group_oldest_seconds": (
        Gauge, "Age of the oldest entry that the group has not finished, 0 if none", ("stream",)),
    "qingcheng_events_applied_total": (Counter, "Events taken in", ()),
    "qingcheng_events_failed_total": (Counter, "Attempts at an event that failed", ()),
    "qingcheng_events_claimed_total": (
        Counter, "Events taken over from another consumer or tried again", ()),
    "qingcheng_events_buried_total": (Counter, "Events that became dead letters", ()),
    "qingcheng_dead_letters": (Gauge, "Dead letters that wait for somebody", ()),
    "qingcheng_trimmed_total": (Counter, "Old entries removed from the streams", ()),
    "qingcheng_trim_held_up_seconds": (
        Gauge, "How long a group has kept old entries from being removed", ("stream", "group")),
    "qingcheng_group_asleep_seconds": (
        Gauge, "How long nobody has read in a group, where that is longer than allowed", ("stream", "group")),
    "qingcheng_consumers_removed_total": (Counter, "Consumers forgotten that were long gone", ()),
    "qingcheng_key_made_anew": (
        Gauge, "1 while a key stands in the place of one that was lost, until it is accepted", ("key",)),
    "qingcheng_token_key": (Gauge, "1 for the key that logins are checked with", ("fingerprint",)),
}  # fmt: skip


class Figures(Collector):
    """One look at a service."""

    def __init__(self, service: Service, health: Health) -> None:
        self.service, self.health = service, health
        self.families = {name: kind(name, help, labels=["service", *labels])
                         for name, (kind, help, labels) in KNOWN.items()}  # fmt: skip

    def collect(self) -> Iterable[Metric]:
        return self.families.values()

    def note(self, name: str, value: float, *labels: str) -> None:
        self.families[name].add_metric([self.service.name, *labels], value)

    async def look(self) -> None:
        """Notes everything that can be known."""
        self._process()
        self.note("qingcheng_redis_up", await _answers(within(PATIENCE, self._redis())))
        self.note("qingcheng_store_up", await _answers(self._store()))

    def _process(self) -> None:
        service, counted = self.service, self.service.listener.counted
        self.note("qingcheng_store_refusals_total", service.writer.refusals)
        self.note("qingcheng_commands_waiting", service.writer.waiting.qsize())
        self.note("qingcheng_writer_standing_seconds", service.writer.standing)
        for task in service.watched:
            self.note("qingcheng_task_running", task.running, task.name)
            self.note("qingcheng_task_restarts_total", task.restarts, task.name)
            self.note("qingcheng_task_restarts_last_hour", task.times_ended(AN_HOUR), task.name)
        self.note("qingcheng_relay_leader", service.relay.leading)
        self.note("qingcheng_events_published_total", service.relay.published)
        self.note("qingcheng_events_filled_total", service.relay.filled)
        for stream in service.relay.streams:
            self.note("qingcheng_stream_missing", len(service.relay.holes.get(stream, ())), stream)
        self.note("qingcheng_listener_running", service.listener.running)
        self.note("qingcheng_listener_revivals_total", counted["revived"])
        for what in ("applied", "failed", "claimed", "buried"):
            self.note(f"qingcheng_events_{what}_total", counted[what])
        self.note("qingcheng_trimmed_total", service.janitor.trimmed)
        self.note("qingcheng_consumers_removed_total", service.janitor.removed)
        for (stream, group), seconds in service.janitor.held_up.items():
            self.note("qingcheng_trim_held_up_seconds", seconds, stream, group)
        for (stream, group), seconds in service.janitor.asleep.items():
            self.note("qingcheng_group_asleep_seconds", seconds, stream, group)

        for key, made_anew in service.keys.made_anew.items():
            self.note("qingcheng_key_made_anew", made_anew, key)
        if checks_with := service.token_key.fingerprint():
            self.note("qingcheng_token_key", 1, checks_with)

    async def _store(self) -> None:
        unsent = await self.health.unsent()
        self.note("qingcheng_outbox_unsent", unsent.entries)
        self.note("qingcheng_outbox_oldest_seconds", unsent.seconds)

    async def _redis(self) -> None:
        service = self.service
        self.note("qingcheng_dead_letters", await service.redis.xlen(service.listener.dead))
        for stream in service.relay.streams:
            self.note("qingcheng_stream_entries", await service.redis.xlen(stream), stream)
        for stream in service.listener.ears.streams:
            for group in await streams.groups_of(service.redis, stream):
                if group.name == service.name:
                    await self._group(stream, group)

    async def _group(self, stream: str, group: streams.Group) -> None:
        unread = await streams.oldest_unread(self.service.redis, stream, group)
        unfinished = [entry for entry in (group.oldest_pending, unread) if entry]
        seconds = streams.age_of(min(unfinished)) if unfinished else 0.0
        self.note("qingcheng_group_lag", await streams.lag_of(self.service.redis, stream, group), stream)
        self.note("qingcheng_group_pending", group.pending, stream)
        self.note("qingcheng_group_oldest_seconds", seconds, stream)


async def _answers(asked: Awaitable[None]) -> bool:
    try:
        await asked
    except NO_ANSWER:
        return False
    return True


def doors(name: str) -> APIRouter:
    """Where Prometheus asks."""
    router = APIRouter(prefix=f"/{name}", tags=["operations"])

    @router.get("/metrics", include_in_schema=False)
    async def metrics(request: Request) -> Response:
        """Prometheus text; docs/operating.md says what each figure means, and who may ask."""
        if not may_look(request):
            raise HTTPException(404)  # as where there is nothing
        figures = Figures(request.app.state.service, request.app.state.health)
        await figures.look()
        registry = CollectorRegistry()
        registry.register(figures)
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router

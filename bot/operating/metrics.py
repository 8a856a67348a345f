"""What an operator watches, for Prometheus. One registry per process, passed down."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from store.process.health import Backlog, Owed


class Metrics:
    """Counters are counted where things happen; gauges are read from the store when asked."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._updates = Counter(
            "gendan_updates", "Updates by what became of them", ["outcome"], registry=self.registry
        )
        self._steps = Counter("gendan_steps", "Steps taken", ["area", "step"], registry=self.registry)
        self._refused = Counter("gendan_refusals", "Steps refused", ["reason"], registry=self.registry)
        self._understood = Counter(
            "gendan_understood",
            "What people said, by how it was understood",
            ["path"],
            registry=self.registry,
        )
        self._deliveries = Counter(
            "gendan_deliveries", "Calls to Telegram by outcome", ["kind", "outcome"], registry=self.registry
        )
        self._seconds = Histogram("gendan_delivery_seconds", "Length of a call", registry=self.registry)
        self._limited = Counter(
            "gendan_limited", "Calls that Telegram answered with 429", ["room"], registry=self.registry
        )
        self.failed_ticks = Gauge("gendan_failed_ticks", "Ticks that failed so far", registry=self.registry)
        self.healthy = Gauge(
            "gendan_healthy", "What /healthz says, by part", ["part"], registry=self.registry
        )
        self.leads = Gauge("gendan_leads", "Whether this replica leads", registry=self.registry)
        self.tick_age = Gauge(
            "gendan_tick_age_seconds", "Since the last whole tick of the clock", registry=self.registry
        )
        self.waiting_messages = Gauge(
            "gendan_waiting_messages", "Messages owed and due", registry=self.registry
        )
        self.oldest_update = Gauge(
            "gendan_oldest_waiting_update_seconds",
            "Age of the oldest update kept, not handled",
            registry=self.registry,
        )
        self.late_tasks = Gauge(
            "gendan_late_tasks", "Open tasks that the director was told of", ["role"], registry=self.registry
        )
        self.oldest_undelivered = Gauge(
            "gendan_oldest_undelivered_seconds",
            "Age of the oldest message still owed",
            registry=self.registry,
        )
        self.undelivered = Gauge("gendan_undelivered", "Messages that reached nobody", registry=self.registry)
        self.waiting_updates = Gauge(
            "gendan_waiting_updates", "Updates kept, not handled", registry=self.registry
        )
        self.quarantined = Gauge("gendan_quarantined_updates", "Updates that failed", registry=self.registry)
        self.open_tasks = Gauge("gendan_open_tasks", "Open tasks by role", ["role"], registry=self.registry)
        self.oldest_task = Gauge(
            "gendan_oldest_task_seconds",
            "Age of the oldest open task by role",
            ["role"],
            registry=self.registry,
        )

    def waits(self, state: Backlog, owed: Mapping[str, Owed], undelivered: int) -> None:
        """As the store counts it when somebody asks; by role in `owed`."""
        self.undelivered.set(undelivered)
        self.waiting_updates.set(state.updates)
        self.oldest_update.set(state.oldest_update_seconds)
        self.waiting_messages.set(state.messages)
        self.oldest_undelivered.set(state.oldest_seconds)
        self.quarantined.set(state.quarantined)
        for gauge in (self.open_tasks, self.oldest_task, self.late_tasks):
            gauge.clear()  # a role that owes nothing any more has no figure
        for role, its in owed.items():
            self.open_tasks.labels(role).set(its.tasks)
            self.oldest_task.labels(role).set(its.oldest_seconds)
            self.late_tasks.labels(role).set(its.late)

    def updated(self, outcome: str) -> None:
        self._updates.labels(outcome).inc()

    def stepped(self, area: str, step: str) -> None:
        self._steps.labels(area, step).inc()

    def refused(self, reason: str) -> None:
        self._refused.labels(reason).inc()

    def understood(self, path: str) -> None:
        """`command`, `phrase`, `learnt`, `asked`, `answered`, `silent` or `lost`."""
        self._understood.labels(path).inc()

    def delivered(self, kind: str, outcome: str, seconds: float) -> None:
        self._deliveries.labels(kind, outcome).inc()
        self._seconds.observe(seconds)

    def limited(self, chat_id: int) -> None:
        self._limited.labels("group" if chat_id < 0 else "private").inc()

    def text(self) -> bytes:
        return generate_latest(self.registry)

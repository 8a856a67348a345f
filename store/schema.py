"""Every table in one place, for migrations and for tests of the schema."""

from sqlmodel import SQLModel

import store.calendar.model
import store.complaints.model
import store.customers.model
import store.drafts.model
import store.inbox
import store.listeners
import store.marks
import store.members.model
import store.numbers
import store.orders.model
import store.outbox
import store.records
import store.returns.model
import store.tasks  # noqa: F401  (imported for its tables)

METADATA = SQLModel.metadata

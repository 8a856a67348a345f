"""Every table in one place, for migrations and for tests of the schema."""

from sqlmodel import SQLModel

import store.calendar.model
import store.complaints.model
import store.customers.model
import store.database.marks
import store.database.numbers
import store.drafts.model
import store.emergencies.model
import store.forms.model
import store.inquiries.model
import store.leads.model
import store.mail.inbox
import store.mail.outbox
import store.migrations.serves
import store.money.model
import store.money.papers
import store.orders.model
import store.people.model
import store.phrases.model
import store.process.listeners
import store.process.records
import store.process.signatures
import store.process.tasks
import store.reports.model
import store.returns.model
import store.stock.model
import store.storage.model  # noqa: F401

METADATA = SQLModel.metadata

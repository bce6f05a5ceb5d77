"""What other services say that approvals must know."""

from chassis.consumers import Handlers
from chassis.db import Transaction
from contracts.envelope import Envelope
from contracts.events.directory import AssignmentChanged, PersonRegistered, ProxyChanged
from contracts.events.enrollment import (
    ApplicationAdmitted,
    ApplicationLapsed,
    ApplicationProgressed,
    ApplicationResubmitted,
    ApplicationSubmitted,
    ApplicationWithdrawn,
)
from contracts.rules import Stage
from services.approvals.commands import cases, offices

# A resubmitted application stands where it stood before the stage that returned it.
BEFORE: dict[Stage, str] = {"school": "SUBMITTED", "county": "RECOMMENDED", "municipal": "COUNTY_APPROVED"}


async def take_submitted(transaction: Transaction, said: ApplicationSubmitted, envelope: Envelope) -> None:
    """A case begins."""
    await cases.take_revision(
        transaction, said.card, "submit", said.submitted_at, "SUBMITTED", envelope.aggregateversion
    )


async def take_resubmitted(transaction: Transaction, said: ApplicationResubmitted, envelope: Envelope) -> None:
    """A case has a new revision."""
    await cases.take_revision(
        transaction, said.card, "resubmit", said.submitted_at, BEFORE[said.resume_at], envelope.aggregateversion
    )


async def take_progressed(transaction: Transaction, said: ApplicationProgressed, envelope: Envelope) -> None:
    """A decision was taken over."""
    await cases.take_state(
        transaction, said.application_id, said.state, envelope.aggregateversion, said.correction_until
    )


async def take_withdrawn(transaction: Transaction, said: ApplicationWithdrawn, envelope: Envelope) -> None:
    """The applicant took it back."""
    await cases.take_withdrawal(transaction, said.application_id, said.withdrawn_at, envelope.aggregateversion)


async def take_lapsed(transaction: Transaction, said: ApplicationLapsed, envelope: Envelope) -> None:
    """Nobody answered in time, or the round closed."""
    await cases.take_state(transaction, said.application_id, "LAPSED", envelope.aggregateversion)


async def take_admitted(transaction: Transaction, said: ApplicationAdmitted, envelope: Envelope) -> None:
    """The applicant is a member."""
    await cases.take_state(transaction, said.application_id, "ADMITTED", envelope.aggregateversion)


async def take_person(transaction: Transaction, said: PersonRegistered, envelope: Envelope) -> None:
    """A person's name."""
    await offices.take_person(transaction, said, envelope.aggregateversion)


async def take_assignment(transaction: Transaction, said: AssignmentChanged, envelope: Envelope) -> None:
    """Who holds an office."""
    await offices.take_assignment(transaction, said, envelope.aggregateversion)


async def take_proxy(transaction: Transaction, said: ProxyChanged, envelope: Envelope) -> None:
    """Who acts for whom."""
    await offices.take_proxy(transaction, said, envelope.aggregateversion)


HANDLERS: Handlers = {
    ApplicationSubmitted: take_submitted,
    ApplicationResubmitted: take_resubmitted,
    ApplicationProgressed: take_progressed,
    ApplicationWithdrawn: take_withdrawn,
    ApplicationLapsed: take_lapsed,
    ApplicationAdmitted: take_admitted,
    PersonRegistered: take_person,
    AssignmentChanged: take_assignment,
    ProxyChanged: take_proxy,
}

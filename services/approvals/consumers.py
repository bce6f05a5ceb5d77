"""What other services say that approvals must know."""

from chassis.bus.consumers import Handlers
from chassis.store.database import Transaction
from contracts.envelope import Envelope
from contracts.events.directory import AssignmentChanged, PersonRegistered, ProxyChanged
from contracts.events.enrollment import (
    ApplicationAdmitted,
    ApplicationLapsed,
    ApplicationProgressed,
    ApplicationResubmitted,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    DisqualificationFlagged,
    DisqualificationProgressed,
    StudioBaseProposed,
    StudioDispatched,
    StudioNominated,
    StudioProgressed,
)
from contracts.rules import Stage
from services.approvals.commands import cases, offices
from services.approvals.domain.log import LogVerb

DISQUALIFICATION_DEEDS: dict[str, LogVerb] = {"APPEAL": "appeal", "CORRECTED": "correct"}
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


async def take_nominated(transaction: Transaction, said: StudioNominated, envelope: Envelope) -> None:
    """A studio's establishment begins."""
    await cases.take_revision(
        transaction, said.card, "submit", said.nominated_at, "NOMINATED", envelope.aggregateversion
    )


async def take_dispatched(transaction: Transaction, said: StudioDispatched, envelope: Envelope) -> None:
    """It goes to a county."""
    version = envelope.aggregateversion
    await cases.take_revision(
        transaction, said.card, "dispatch", said.dispatched_at, "DISPATCHED", version, said.dispatched_by
    )


async def take_base_proposed(transaction: Transaction, said: StudioBaseProposed, envelope: Envelope) -> None:
    """A base school is proposed."""
    version = envelope.aggregateversion
    await cases.take_revision(
        transaction, said.card, "propose_base", said.proposed_at, "BASE_PROPOSED", version, said.proposed_by
    )


async def take_studio_state(transaction: Transaction, said: StudioProgressed, envelope: Envelope) -> None:
    """A studio is in another state; one that was loaded, and not nominated, has no case to show it on."""
    await cases.take_known_state(transaction, said.studio_id, said.state, envelope.aggregateversion)


async def take_flagged(transaction: Transaction, said: DisqualificationFlagged, envelope: Envelope) -> None:
    """Truancies have reached the limit."""
    await cases.take_revision(transaction, said.card, "flag", said.flagged_at, "FLAGGED", envelope.aggregateversion)


async def take_disqualification(transaction: Transaction, said: DisqualificationProgressed, envelope: Envelope) -> None:
    """The case of a disqualification is in another state."""
    verb, version = DISQUALIFICATION_DEEDS.get(said.state, "state"), envelope.aggregateversion
    if said.card is not None:
        await cases.take_revision(transaction, said.card, verb, envelope.time, said.state, version, said.acted_by)
    elif said.state == "CORRECTED":
        await cases.take_deed(transaction, said.case_id, verb, said.state, version, envelope.time)
    else:
        await cases.take_state(transaction, said.case_id, said.state, version, said.until)


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
    StudioNominated: take_nominated,
    StudioDispatched: take_dispatched,
    StudioBaseProposed: take_base_proposed,
    StudioProgressed: take_studio_state,
    DisqualificationFlagged: take_flagged,
    DisqualificationProgressed: take_disqualification,
    ApplicationProgressed: take_progressed,
    ApplicationWithdrawn: take_withdrawn,
    ApplicationLapsed: take_lapsed,
    ApplicationAdmitted: take_admitted,
    PersonRegistered: take_person,
    AssignmentChanged: take_assignment,
    ProxyChanged: take_proxy,
}

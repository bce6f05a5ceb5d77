"""What enrollment takes in from `directory`: people, schools, counties, offices, proxies and rules."""

from casework import holding
from chassis import clock
from chassis.bus.consumers import Handlers
from chassis.store.database import Transaction
from chassis.store.projections import keep
from contracts.envelope import Envelope
from contracts.events.activities import AttendanceRecorded
from contracts.events.directory import (
    AssignmentChanged,
    CountyListed,
    PersonRegistered,
    ProxyChanged,
    RuleSetPublished,
    SchoolRegistered,
)
from services.enrollment import models
from services.enrollment.commands.application.send_back import send_back
from services.enrollment.commands.disqualification.truancy import take_attendance


async def take_in_county(transaction: Transaction, event: CountyListed, envelope: Envelope) -> None:
    """A county is on the list."""
    await keep(transaction, models.KnownCounty, envelope.aggregateversion, **event.model_dump())


async def take_in_school(transaction: Transaction, event: SchoolRegistered, envelope: Envelope) -> None:
    """A school, by which a trainee's county is known. Where it has moved, what it recommended goes back (Art. 4.2)."""
    row = {"id": event.school_id, "name": event.name, "county": event.county}
    if await keep(transaction, models.KnownSchool, envelope.aggregateversion, **row):
        await send_back(transaction, models.Application.school_id == event.school_id, clock.business())


async def take_in_person(transaction: Transaction, event: PersonRegistered, envelope: Envelope) -> None:
    """A person, by whom names and schools are known. What somebody sent who works elsewhere by now goes back (Art. 4.2)."""
    row = {"id": event.person_id, "name": event.name, "school_id": event.school_id, "login": event.login}
    if await keep(transaction, models.KnownPerson, envelope.aggregateversion, **row):
        await send_back(transaction, models.Application.applicant_id == event.person_id, clock.business())


async def take_in_assignment(transaction: Transaction, event: AssignmentChanged, envelope: Envelope) -> None:
    """Who holds an office."""
    await holding.take_assignment(transaction, event, envelope.aggregateversion)


async def take_in_proxy(transaction: Transaction, event: ProxyChanged, envelope: Envelope) -> None:
    """Who stands in for whom."""
    await holding.take_proxy(transaction, event, envelope.aggregateversion)


async def take_in_rule_set(transaction: Transaction, event: RuleSetPublished, envelope: Envelope) -> None:
    """The rules cases started from a date on run under."""
    row = {
        "number": event.rule_set.version,
        "rule_set": event.rule_set.model_dump(mode="json"),
        "effective_from": event.effective_from,
    }
    await keep(transaction, models.KnownRuleSet, envelope.aggregateversion, **row)


async def take_in_attendance(transaction: Transaction, event: AttendanceRecorded, envelope: Envelope) -> None:
    """Who stayed away without leave, or did not after all (Art. 7)."""
    await take_attendance(transaction, event, envelope.aggregateversion)


def handlers() -> Handlers:
    """By event: what `directory` says, and whoever takes attendance."""
    return {
        AttendanceRecorded: take_in_attendance,
        CountyListed: take_in_county,
        SchoolRegistered: take_in_school,
        PersonRegistered: take_in_person,
        AssignmentChanged: take_in_assignment,
        ProxyChanged: take_in_proxy,
        RuleSetPublished: take_in_rule_set,
    }

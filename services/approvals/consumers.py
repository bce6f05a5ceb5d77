"""What other services say that approvals must know: the news of every case, whatever its kind, and who holds which office."""

from chassis.bus.consumers import Handlers
from chassis.store.database import Transaction
from contracts.cases import CaseNews, news_of
from contracts.envelope import Envelope
from contracts.events.directory import AssignmentChanged, PersonRegistered, ProxyChanged
from contracts.kinds import owners
from services.approvals.commands import case, office


async def take_news(transaction: Transaction, said: CaseNews, _: Envelope) -> None:
    """A case has changed."""
    await case.take_news(transaction, said)


async def take_person(transaction: Transaction, said: PersonRegistered, envelope: Envelope) -> None:
    """A person's name."""
    await office.take_person(transaction, said, envelope.aggregateversion)


async def take_assignment(transaction: Transaction, said: AssignmentChanged, envelope: Envelope) -> None:
    """Who holds an office."""
    await office.take_assignment(transaction, said, envelope.aggregateversion)


async def take_proxy(transaction: Transaction, said: ProxyChanged, envelope: Envelope) -> None:
    """Who acts for whom."""
    await office.take_proxy(transaction, said, envelope.aggregateversion)


def handlers() -> Handlers:
    """By event: the news of every owner of cases there is now, and what `directory` says."""
    return {
        **{news_of(owner): take_news for owner in owners()},
        PersonRegistered: take_person,
        AssignmentChanged: take_assignment,
        ProxyChanged: take_proxy,
    }

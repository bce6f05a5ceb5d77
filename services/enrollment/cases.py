"""The cases this service owns, and what each kind answers to its process."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from chassis.store.database import Transaction
from contracts.commands.cases import Record, Stands
from contracts.commands.command import Refusal
from contracts.kinds import DISQUALIFICATION, STUDIO_ESTABLISHMENT, TRAINEE_APPLICATION
from services.enrollment.commands.application import decide, lapse
from services.enrollment.commands.application import look as application
from services.enrollment.commands.disqualification import process as hearing
from services.enrollment.commands.studio import process as establishment
from services.enrollment.models import Application, Disqualification, Studio


@dataclass(frozen=True)
class Owner:
    """How a kind of case stands, takes a decision over, and goes on by itself; and the table that keeps which it has taken over."""

    look: Callable[[Transaction, UUID], Awaitable[Stands | Refusal]]
    record: Callable[[Transaction, Record], Awaitable[Stands | Refusal]]
    proceed: Callable[[Transaction, UUID], Awaitable[Stands | Refusal]]
    table: type[Application | Studio | Disqualification]


OWNERS: dict[str, Owner] = {
    TRAINEE_APPLICATION.name: Owner(application.look, decide.record, lapse.proceed, Application),
    STUDIO_ESTABLISHMENT.name: Owner(establishment.look, establishment.record, establishment.proceed, Studio),
    DISQUALIFICATION.name: Owner(hearing.look, hearing.record, hearing.proceed, Disqualification),
}

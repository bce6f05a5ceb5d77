"""What people change about themselves."""

from sqlalchemy import update

from chassis.store.database import Transaction
from chassis.web.auth import Actor
from services.directory.models import Person
from services.directory.views.person import Language


async def choose_language(transaction: Transaction, actor: Actor, language: Language) -> None:
    """The language pages and messages come in; nobody else needs to know, so nothing is published."""
    await transaction.execute(update(Person).where(Person.id == actor.person_id).values(language=language))

"""Versions of the rules: drafted, published, dated."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import clock
from chassis.clock import SHANGHAI
from chassis.db import Transaction
from contracts.events.directory import RuleSetPublished
from contracts.rules import VERSION_1, RuleSet
from services.directory.domain.identities import rule_set_id
from services.directory.models import RuleSetVersion

# The day of the measures, 29 October 2021.
VERSION_1_FROM = datetime(2021, 10, 29, tzinfo=SHANGHAI)


async def ensure_first(transaction: Transaction) -> bool:
    """Version 1 as the measures have it, in force from their day; False where it is there already."""
    now = clock.business()
    values = {
        "version": VERSION_1.version,
        "name": VERSION_1.name,
        "content": VERSION_1.model_dump(mode="json"),
        "drafted_at": now,
        "published_at": now,
        "effective_from": VERSION_1_FROM,
    }
    statement = upsert(RuleSetVersion).values(values).on_conflict_do_nothing().returning(RuleSetVersion.version)
    if (await transaction.execute(statement)).one_or_none() is None:
        return False
    _announce(transaction, VERSION_1, VERSION_1_FROM)
    return True


def _announce(transaction: Transaction, rule_set: RuleSet, effective_from: datetime) -> None:
    event = RuleSetPublished(rule_set=rule_set, effective_from=effective_from)
    transaction.emit(event, subject=rule_set_id(rule_set.version), version=1)

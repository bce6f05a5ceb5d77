"""Rows in the form they are stored in."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from services.directory.domain.import_run.rows import Import, PersonRow
from services.directory.domain.texts import fold_login, fold_phone


def settled(given: Import, zone: ZoneInfo) -> Import:
    """As it will be stored: folded digits and logins, moments in UTC, no white space around names."""
    return Import(
        counties=[
            replace(
                row,
                name=row.name.strip(),
                listed_from=_utc(row.listed_from, zone),
                listed_until=_utc_or_none(row.listed_until, zone),
            )
            for row in given.counties
        ],
        schools=[replace(row, name=row.name.strip()) for row in given.schools],
        people=[_settled_person(row) for row in given.people],
        assignments=[
            replace(
                row,
                office_name=row.office_name.strip(),
                valid_from=_utc(row.valid_from, zone),
                valid_until=_utc_or_none(row.valid_until, zone),
            )
            for row in given.assignments
        ],
    )


def _settled_person(row: PersonRow) -> PersonRow:
    return replace(
        row,
        name=row.name.strip(),
        phone=fold_phone(row.phone) if row.phone else None,
        login=fold_login(row.login) if row.login else None,
    )


def _utc(moment: datetime, zone: ZoneInfo) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _utc_or_none(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return None if moment is None else _utc(moment, zone)

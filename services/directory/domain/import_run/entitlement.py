"""What somebody who imports may change: nothing that would put them, or others through them, above what they are entitled to.

Only what a row would change is looked at, so that the same workbook may be sent again by whoever has it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from chassis.errors import FieldError, Text
from contracts.authority import Right, may
from contracts.offices import Role, roles_of
from services.directory.domain.import_run.rows import AssignmentRow, Import, PersonRow

CITY_ROLES = roles_of("city")


@dataclass(frozen=True)
class Importer:
    """Who imports, with the offices held at this moment."""

    person_id: UUID
    offices: frozenset[str]

    def may(self, right: Right) -> bool:
        """Whether they have a right over the whole city."""
        return may(right, self.offices)

    def appoints(self, role: Role) -> bool:
        """Whether they may give an office of this role, and end it."""
        return self.may(Right.APPOINT_CITY if role in CITY_ROLES else Right.APPOINT_BELOW_CITY)


@dataclass(frozen=True)
class StoredAccount:
    """An account that is there; `by_provider`: its owner has signed in through the provider."""

    login: str
    has_password: bool
    by_provider: bool


@dataclass(frozen=True)
class Stored:
    """What the rows would change. `roles`: those held now or later by people of the rows. `administrators`: their assignments."""

    people: Mapping[UUID, PersonRow] = field(default_factory=dict)
    accounts: Mapping[UUID, StoredAccount] = field(default_factory=dict)
    assignments: Mapping[UUID, AssignmentRow] = field(default_factory=dict)
    roles: Mapping[UUID, frozenset[Role]] = field(default_factory=dict)
    administrators: Mapping[UUID, AssignmentRow] = field(default_factory=dict)


Faults = Iterator[tuple[str, Text]]


def entitlement_faults(importer: Importer, rows: Import, stored: Stored, now: datetime) -> list[FieldError]:
    """Every change the importer is not entitled to, named as in `row_faults`."""
    return [
        *_named("people", (_person_faults(importer, row, stored) for row in rows.people)),
        *_named("assignments", (_assignment_faults(importer, row, stored) for row in rows.assignments)),
        *_last_administrator_faults(rows, stored, now),
    ]


def _named(table: str, faults: Iterable[Faults]) -> Iterator[FieldError]:
    for index, found in enumerate(faults):
        for name, text in found:
            yield FieldError(f"{table}.{index}.{name}", text)


def _person_faults(importer: Importer, row: PersonRow, stored: Stored) -> Faults:
    before, account = stored.people.get(row.id), stored.accounts.get(row.id)
    above = not all(importer.appoints(role) for role in stored.roles.get(row.id, ()))
    if above and before != replace(row, login=None, password_hash=None):
        yield "id", ABOVE
    if row.login is None:
        return
    if account is None:
        if above:
            yield "login", ABOVE
    elif account.login != row.login:
        yield "login", LOGIN_STAYS
    if row.password_hash is not None and not (account and account.has_password):
        if account and account.by_provider:
            yield "password_hash", BY_PROVIDER
        elif not importer.may(Right.GIVE_PASSWORDS):
            yield "password_hash", _only(Right.GIVE_PASSWORDS)


def _assignment_faults(importer: Importer, row: AssignmentRow, stored: Stored) -> Faults:
    before = stored.assignments.get(row.id)
    if before == row:
        return
    if before is not None and (before.person_id, before.role, before.scope) != (row.person_id, row.role, row.scope):
        yield "id", ANOTHER_ASSIGNMENT
    if importer.person_id in {row.person_id, before and before.person_id}:
        yield "person_id", ONES_OWN
    if not all(importer.appoints(each.role) for each in (row, before) if each is not None):
        yield "role", _only(Right.APPOINT_CITY)


def _last_administrator_faults(rows: Import, stored: Stored, now: datetime) -> Iterator[FieldError]:
    """After the import somebody must administer now, in an office that does not end by itself."""
    coming = {row.id: row for row in rows.assignments}
    left = {**stored.administrators} | {row.id: row for row in coming.values() if row.role == Role.ADMINISTRATOR}
    kept = (row for row in left.values() if coming.get(row.id, row).role == Role.ADMINISTRATOR)
    if any(row.valid_from <= now and row.valid_until is None for row in kept):
        return
    for index, row in enumerate(rows.assignments):
        before = stored.administrators.get(row.id)
        if before is not None and before != row:
            yield FieldError(f"assignments.{index}.valid_until", LAST_ADMINISTRATOR)


def _only(right: Right) -> Text:
    zh, en = right.who
    return Text(f"只有{zh}可以{right.zh}。", f"Only {en} may {right.en}.")


ABOVE = Text(
    "此人担任的职务不由您任命，资料和账号请由系统管理员更改。",
    "This person holds an office you do not appoint to; an administrator changes the record and the account.",
)
LOGIN_STAYS = Text(
    "已有账号的登录名不能通过导入更改，请填原来的登录名，或留空。",
    "An import does not change the login of an account; give the login it has, or none.",
)
BY_PROVIDER = Text(
    "此人通过统一身份认证登录，不设密码，请去掉密码。",
    "This person signs in through the provider and gets no password; leave it out.",
)
ONES_OWN = Text(
    "不能任免自己，请由另一位有权的人导入。",
    "Nobody appoints or dismisses themselves; let somebody else import this row.",
)
ANOTHER_ASSIGNMENT = Text(
    "这个编号是另一项任职：任职不能改成别人或别的职务。请填原任职的结束日期，另用新编号任命。",
    "This id is another assignment's, which keeps its person and office. Let that one end, and use a new id.",
)
LAST_ADMINISTRATOR = Text(
    "这样就没有系统管理员了。请先任命另一位没有结束日期的系统管理员。",
    "Nobody would be left to administer. First appoint another administrator without an end.",
)

"""Which scope an office has (Arts. 3, 4, 11, 12)."""

from collections.abc import Callable, Mapping
from uuid import UUID

from chassis.errors import Text
from contracts.offices import CITY, SCOPE_KINDS, Role, ScopeKind
from services.directory.domain.texts import COUNTY_CODE


def is_uuid(value: str) -> bool:
    """Whether the text is a UUID in its usual form."""
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


SCOPES: Mapping[ScopeKind, tuple[Callable[[str], object], str, str]] = {
    "city": (lambda scope: scope == CITY, "“city”", "`city`"),
    "county": (COUNTY_CODE.fullmatch, "六位县代码", "a county's code of six digits"),
    "school": (is_uuid, "学校编号", "a school's id"),
    "studio": (is_uuid, "工作室编号", "a studio's id"),
}


def scope_fault(role: Role, scope: str) -> Text | None:
    """What is wrong with the scope of an office, if anything."""
    if SCOPE_KINDS[role] == "person":
        return Text("每个人自然是本人，不需要任命。", "Everybody is themselves; nobody is appointed a person.")
    fits, zh, en = SCOPES[SCOPE_KINDS[role]]
    return None if fits(scope) else Text(f"这个职务的范围应为{zh}。", f"The scope of this role is {en}.")

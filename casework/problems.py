"""What people are told who may not act in a case: why, and who can."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from casework.authority import Conflict
from chassis.errors import ForbiddenError, Text
from contracts.authority import Right


def not_entitled(right: Right) -> ForbiddenError:
    """Another role does this: the table of authority says which."""
    zh, en = right.who
    return ForbiddenError("not_entitled", Text(f"{right.zh}由{zh}办理。", f"To {right.en} is up to {en}."))


def _own_case() -> ForbiddenError:
    return ForbiddenError(
        "own_case",
        Text("您是该申请事项的当事人，须由他人办理。", "You are a party to this case. Somebody else must decide it."),
    )


def _two_levels() -> ForbiddenError:
    return ForbiddenError(
        "two_levels",
        Text(
            "您已在另一环节办理过该事项，同一人不能在两级办理。请由本部门其他人员办理。",
            "You acted on this case at another stage. Nobody decides at two levels; a colleague must.",
        ),
    )


def _two_seats() -> ForbiddenError:
    return ForbiddenError(
        "two_seats",
        Text(
            "您已代表另一部门在这一环节办理过该事项，同一人不能代表两个部门。请由本部门其他人员办理。",
            "You decided this case at this stage for another office. Nobody decides for two; a colleague must.",
        ),
    )


def _proxy_conflict() -> ForbiddenError:
    return ForbiddenError(
        "proxy_conflict",
        Text(
            "您所代理的人是当事人或已在另一环节办理过该事项，代理不能绕过回避。请由他人办理。",
            "The person you act for is a party, or acted at another stage. A proxy opens no way around that.",
        ),
    )


CONFLICTS: Mapping[Conflict, Callable[[], ForbiddenError]] = MappingProxyType(
    {"own_case": _own_case, "two_levels": _two_levels, "two_seats": _two_seats, "proxy_conflict": _proxy_conflict}
)

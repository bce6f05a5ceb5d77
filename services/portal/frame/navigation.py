"""Where a person may go: what they may do decides what they see."""

from dataclasses import dataclass

from contracts.authority import Right, may_anywhere
from services.portal.frame.words import N_


@dataclass(frozen=True)
class Door:
    """One entry of the navigation. `first` ones stay on a phone's bottom bar."""

    address: str
    words: str
    icon: str
    first: bool = True
    counts_waiting: bool = False


_lists: dict[Right, Door] = {}


def lead_to(right: Right, door: Door) -> None:
    """Have whoever has the right led to a list that one kind of case has for itself."""
    _lists[right] = door


def oversees(offices: frozenset[str]) -> bool:
    """Whether the person looks after a county or the city."""
    return may_anywhere(Right.SEE_TOTALS, offices)


def decides(offices: frozenset[str]) -> bool:
    """Whether cases come to an office of the person."""
    return may_anywhere(Right.DECIDE_CASES, offices)


def sees_cases(offices: frozenset[str]) -> bool:
    """Whether the person reads applications and members, and not only their totals."""
    return may_anywhere(Right.SEE_CASES, offices)


def doors(offices: frozenset[str], stands_in: bool) -> list[Door]:
    """The navigation of somebody who holds these offices; `stands_in` when somebody's proxy is with them."""
    found = [Door("/", N_("首页"), "home")]
    if offices or stands_in:
        found.append(Door("/inbox", N_("待办"), "inbox", counts_waiting=True))
    if not oversees(offices):
        found.append(Door("/applications", N_("我的申请"), "file-text"))
    found.append(Door("/studios", N_("工作室"), "users-group"))
    if oversees(offices):
        found.append(Door("/board", N_("县域看板"), "map-pin", first=False))
        # Whoever sees totals alone would find lists in which nobody seems to be.
        if sees_cases(offices):
            found.append(Door("/members", N_("学员名册"), "users", first=False))
        found.append(Door("/rounds", N_("招收批次"), "calendar"))
    if may_anywhere(Right.RECOMMEND_TEACHERS, offices) or (oversees(offices) and sees_cases(offices)):
        found.append(Door("/recommendations", N_("学校推荐"), "school", first=False))
    if may_anywhere(Right.NOMINATE_HOST, offices):
        found.append(Door("/nominate", N_("主持人提名"), "certificate", first=False))
    found += [door for right, door in _lists.items() if may_anywhere(right, offices)]
    if decides(offices) or stands_in:
        found.append(Door("/proxies", N_("委托代理"), "user-check", first=False))
    found.append(Door("/profile", N_("我的"), "user", first=not decides(offices) or not oversees(offices)))
    return found

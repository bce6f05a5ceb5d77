"""Where a person may go: what they may do decides what they see."""

from dataclasses import dataclass

from contracts.offices import Role
from services.portal.frame.words import N_

OVERSEEING = {
    Role.MUNICIPAL_OFFICE,
    Role.MUNICIPAL_HR_DIVISION,
    Role.COUNTY_OFFICE,
    Role.COUNTY_PERSONNEL_SECTION,
    Role.COUNTY_TRAINING_DEPT,
    Role.CHIEF_LEAD,
    Role.COUNTY_LEAD,
    Role.STAGE_LEAD,
    Role.ADMINISTRATOR,
}
RECOMMENDING = {Role.MUNICIPAL_OFFICE, Role.COUNTY_PERSONNEL_SECTION, Role.TRAINEE_SCHOOL}
SCHOOLS = {Role.TRAINEE_SCHOOL, Role.FUND_CUSTODIAN_SCHOOL}
NOMINATING = SCHOOLS | {Role.MUNICIPAL_OFFICE, Role.COUNTY_OFFICE, Role.COUNTY_PERSONNEL_SECTION}
DECIDING = {Role.MUNICIPAL_OFFICE, Role.COUNTY_OFFICE, Role.COUNTY_PERSONNEL_SECTION, Role.TRAINEE_SCHOOL}


@dataclass(frozen=True)
class Door:
    """One entry of the navigation. `first` ones stay on a phone's bottom bar."""

    address: str
    words: str
    icon: str
    first: bool = True
    counts_waiting: bool = False


def roles(offices: frozenset[str]) -> frozenset[str]:
    """The roles in office keys such as `county_office:330324`."""
    return frozenset(key.partition(":")[0] for key in offices)


def oversees(offices: frozenset[str]) -> bool:
    """Whether the person looks after a county or the city."""
    return bool(roles(offices) & OVERSEEING)


def decides(offices: frozenset[str]) -> bool:
    """Whether cases come to an office of the person."""
    return bool(roles(offices) & DECIDING)


def recommends(offices: frozenset[str]) -> bool:
    """Whether the person recommends teachers before these apply."""
    return bool(roles(offices) & RECOMMENDING)


def scopes(offices: frozenset[str], *wanted: Role) -> list[str]:
    """The scopes in which the person holds one of the roles, each once."""
    held = (key.partition(":") for key in offices)
    return sorted({scope for role, _, scope in held if role in wanted})


def nominates(offices: frozenset[str]) -> bool:
    """Whether the person may nominate hosts: the host's own school or district, or the city (Art. 3)."""
    return bool(roles(offices) & NOMINATING)


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
        found.append(Door("/members", N_("学员名册"), "users", first=False))
        found.append(Door("/rounds", N_("招收批次"), "calendar"))
    if recommends(offices) or oversees(offices):
        found.append(Door("/recommendations", N_("学校推荐"), "school", first=False))
    if nominates(offices):
        found.append(Door("/nominate", N_("主持人提名"), "certificate", first=False))
    if oversees(offices) or Role.HOST in roles(offices):
        found.append(Door("/disqualifications", N_("取消学习资格"), "alert-triangle", first=False))
    if decides(offices) or stands_in:
        found.append(Door("/proxies", N_("委托代理"), "user-check", first=False))
    found.append(Door("/profile", N_("我的"), "user", first=not decides(offices) or not oversees(offices)))
    return found

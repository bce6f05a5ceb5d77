"""Who may do what, and who may see what: the one table, by role. Where a role holds its right, its scope says.

A right of a city's office reaches everywhere, one of a county's office the county, one of a school's office the school.
What somebody may do as the person a record names, such as its applicant, host or member, the record says and not this table;
nor does it lift the bars of a case: nobody acts in an own case or at two levels of one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from contracts.offices import CALLED, CITY, SCOPE_KINDS, Role, roles_of

HR = Role.MUNICIPAL_HR_DIVISION
CITY_OFFICE = Role.MUNICIPAL_OFFICE
CHIEF = Role.CHIEF_LEAD
ADMINISTRATOR = Role.ADMINISTRATOR
COUNTY_OFFICE = Role.COUNTY_OFFICE
PERSONNEL = Role.COUNTY_PERSONNEL_SECTION
KEEPER = Role.FUND_CUSTODIAN_SCHOOL
SCHOOL = Role.TRAINEE_SCHOOL

# The HR division is in overall charge: it reads everything and decides nothing (Art. 11.1) [D]. Leads read and comment [D].
READERS = (HR, CITY_OFFICE, CHIEF, COUNTY_OFFICE, PERSONNEL, Role.COUNTY_LEAD, Role.STAGE_LEAD, SCHOOL)


class Right(Enum):
    """Something to be done or seen: what it is in Chinese and English, where the rule comes from, and the roles that may."""

    def __init__(self, zh: str, en: str, source: str, *roles: Role) -> None:
        self.zh, self.en, self.source, self.roles = zh, en, source, frozenset(roles)

    SEE_CASES = "查看申请事项、学员和工作室", "read cases, members and studios", "Art. 11 [D]", *READERS
    SEE_TOTALS = "查看各县汇总数", "see the totals of each county", "[D]", *roles_of("city", "county")
    SEE_DISQUALIFICATIONS = "查看取消学习资格事项", "read disqualifications", "Art. 7.2 [D]", *READERS, Role.HOST
    SEE_FUNDED_STUDIOS = "查看所管经费的工作室", "read the studios whose money is kept", "Art. 12", KEEPER
    SEE_PEOPLE = "查看所辖人员", "see the people within reach", "[D]", *roles_of("city", "county", "school")
    # For whoever must call about a case. One rule for every answer of every service: a number that is masked in one place and
    # stands in full in another is not masked at all.
    SEE_PHONES = (
        "查看所辖人员的手机号", "see the phone numbers of people within reach", "[D]",
        CITY_OFFICE, COUNTY_OFFICE, PERSONNEL, SCHOOL,
    )  # fmt: skip

    SEE_OPERATIONS = "查看系统运行情况", "see how the system runs", "[D]", ADMINISTRATOR

    DECIDE_CASES = "办理审批", "decide cases", "Arts. 3, 4, 7", CITY_OFFICE, COUNTY_OFFICE, PERSONNEL, SCHOOL
    # An administrator's keys are not lent, they are given to another person by an assignment; nobody lends themselves.
    LEND_OFFICE = "委托他人代理", "have a deputy", "[D]", *(set(Role) - {ADMINISTRATOR, Role.PERSON})

    IMPORT_DIRECTORY = "导入组织和人员", "import organisations and people", "[D]", ADMINISTRATOR, HR
    # Whoever imports appoints to what lies below the city; an office of the city would be at their own height or above it.
    APPOINT_BELOW_CITY = "任免县、校和工作室职务", "appoint to offices below the city's", "[D]", ADMINISTRATOR, HR
    APPOINT_CITY = "任免市级职务", "appoint to offices of the city", "[D]", ADMINISTRATOR
    # Who knows the password of an account acts in its owner's name.
    GIVE_PASSWORDS = "设初始密码", "give first passwords", "[D]", ADMINISTRATOR
    UNBIND_ACCOUNTS = "解除统一身份绑定", "unbind accounts of the provider", "[D]", ADMINISTRATOR
    # The municipal office interprets the measures (Art. 13).
    DRAFT_RULES = "拟订规则", "draft rules", "Art. 13 [D]", ADMINISTRATOR, CITY_OFFICE
    PUBLISH_RULES = "发布规则", "publish rules", "Art. 13 [D]", ADMINISTRATOR, CITY_OFFICE

    OPEN_ROUND = "设立招收批次", "open a round", "Art. 4 [D]", CITY_OFFICE
    EXTEND_ROUND = "延长招收批次", "extend a round", "Art. 4 [D]", CITY_OFFICE
    CLOSE_ROUND = "结束招收批次", "close a round", "Art. 4 [D]", CITY_OFFICE
    SET_QUOTAS = "分配招收名额", "set quotas", "Art. 4 [D]", CITY_OFFICE
    RECOMMEND_TEACHERS = "推荐教师", "recommend teachers", "Art. 4.2 [D]", CITY_OFFICE, PERSONNEL, SCHOOL

    IMPORT_STUDIOS = "导入工作室", "import studios", "[D]", ADMINISTRATOR, CITY_OFFICE
    NOMINATE_HOST = (
        "提名主持人", "nominate a host", "Art. 3 [D]", CITY_OFFICE, COUNTY_OFFICE, PERSONNEL, KEEPER, SCHOOL,
    )  # fmt: skip
    DISPATCH_STUDIO = "下沉工作室", "dispatch a studio", "Art. 2", CITY_OFFICE
    PROPOSE_BASE_SCHOOL = "推荐设站学校", "propose a base school", "Art. 11 [D]", PERSONNEL, COUNTY_OFFICE
    ACTIVATE_STUDIO = "启动工作室", "have a studio begin", "Art. 4.1", CITY_OFFICE
    WAIVE_MINIMUM = "人数不足时准予启动", "let a studio begin with fewer members", "Art. 4.1 [D]", CITY_OFFICE
    SET_CAP = "调整人数上限", "set a studio's cap", "Art. 4.1 [D]", CITY_OFFICE
    SUSPEND_STUDIO = "暂停工作室", "suspend a studio", "[D]", CITY_OFFICE
    RESUME_STUDIO = "恢复工作室", "resume a studio", "[D]", CITY_OFFICE
    TERMINATE_STUDIO = "终止工作室", "terminate a studio", "[D]", CITY_OFFICE
    CHANGE_HOST = "更换主持人", "change a studio's host", "Art. 3 [D]", CITY_OFFICE
    RECORD_FUND = "登记经费申请和拨付", "record that money is applied for and allocated", "Art. 12 [D]", CITY_OFFICE
    RECEIVE_FUND = "登记经费到账", "record that money has come", "Art. 12 [D]", KEEPER

    END_MEMBERSHIP = "办理学员退出", "end a membership", "[D]", CITY_OFFICE, COUNTY_OFFICE
    TRANSFER_MEMBER = "办理学员转组", "transfer a member", "[D]", COUNTY_OFFICE
    LIFT_DISQUALIFICATION = (
        "准予被取消资格者在本周期内再次申请", "let somebody who lost the place apply again in the cycle", "Art. 7.2 [D]", CITY_OFFICE,
    )  # fmt: skip
    COMPLETE_MEMBERS = "办理学员结业", "complete the memberships of a studio", "Art. 9 [D]", CITY_OFFICE

    @property
    def who(self) -> tuple[str, str]:
        """The roles that may, as a sentence names them in Chinese and English."""
        named = [CALLED[role] for role in Role if role in self.roles]
        return "、".join(zh for zh, _ in named), ", ".join(en for _, en in named)


@dataclass(frozen=True)
class Reach:
    """How far a right goes that somebody holds: everywhere, whole counties, schools, studios."""

    everywhere: bool = False
    counties: frozenset[str] = frozenset()
    schools: frozenset[UUID] = frozenset()
    studios: frozenset[UUID] = frozenset()

    def __bool__(self) -> bool:
        """Whether it goes anywhere at all."""
        return self.everywhere or bool(self.counties or self.schools or self.studios)

    def covers(self, *scopes: str | UUID | None) -> bool:
        """Whether what lies in one of these scopes (county code, school id, studio id) is within; None lies nowhere."""
        own = {*self.counties, *map(str, self.schools | self.studios)}
        return self.everywhere or any(scope is not None and str(scope) in own for scope in scopes)


def reach(right: Right, offices: Iterable[str]) -> Reach:
    """How far these offices (`role:scope`) carry the right. An office that is not known here, or is none, carries nothing."""
    counties, schools, studios = set[str](), set[UUID](), set[UUID]()
    everywhere = False
    for key in offices:
        role, _, scope = key.partition(":")
        if role not in right.roles:
            continue
        match SCOPE_KINDS[Role(role)]:
            case "city":
                everywhere |= scope == CITY
            case "county":
                counties |= {scope} - {""}
            case "school":
                schools |= _ids(scope)
            case "studio":
                studios |= _ids(scope)
    return Reach(everywhere, frozenset(counties), frozenset(schools), frozenset(studios))


def _ids(scope: str) -> set[UUID]:
    try:
        return {UUID(scope)}
    except ValueError:
        return set()


def may(right: Right, offices: Iterable[str], *scopes: str | UUID | None) -> bool:
    """Whether these offices give the right over what lies in one of the scopes; without a scope, over the whole city."""
    return reach(right, offices).covers(*scopes)


def operates(offices: Iterable[str]) -> bool:
    """Whether somebody who holds these offices runs the system."""
    return may(Right.SEE_OPERATIONS, offices)


def may_anywhere(right: Right, offices: Iterable[str]) -> bool:
    """Whether these offices give the right over anything: for what is shown as a way, and never before something is done."""
    return bool(reach(right, offices))

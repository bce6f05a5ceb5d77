"""The sheets a city fills in: their names, columns and rules in both languages. Reading, the template and the faults go by these."""

from dataclasses import dataclass

from contracts.offices import Role
from songjiao.loading.records import Appointment, Area, Person, Row, School, Studio
from songjiao.loading.roles import ROLES


@dataclass(frozen=True)
class Column:
    """A column: `rule` says what it takes, `example` is one such value; `must` where it may not be empty."""

    field: str
    zh: str
    rule: str
    example: str = ""
    must: bool = True

    @property
    def title(self) -> str:
        """How faults name it."""
        return f"{self.zh} ({self.field})"

    @property
    def names(self) -> tuple[str, str]:
        """What its header may be."""
        return self.zh, self.field


@dataclass(frozen=True)
class Sheet:
    """A sheet of the workbook, or a list of the YAML file."""

    key: str
    zh: str
    record: type[Row]
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """How faults name it."""
        return f"{self.zh} ({self.key})"

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be called."""
        return self.zh, self.key, *self.aliases

    def column(self, field: str) -> Column:
        """The column of a field."""
        return next(column for column in self.columns if column.field == field)


_DAY = "日期，如 2021-11-01、2021/11/1 或 2021年11月1日 / a date such as 2021-11-01"
_SIX = "六位行政区划代码 / a code of six digits"
_CODE = "2–30 个小写字母、数字或 - / 2 to 30 small letters, digits or -"
_NAME = "1–60 个字 / 1 to 60 characters"
_LOGIN = "2–64 个字母、数字或 . _ @ - / 2 to 64 letters, digits or . _ @ -"
_LEVEL = "学前、小学、初中、高中、职教、特教 / one of these levels"
_SCOPE = "市级不填；县级填县代码；学校填学校代码 / empty for the city, else a county's or a school's code"
_ROLES = "、".join(ROLES)
_CODES = ", ".join(role for role in Role if role in ROLES.values())

COUNTIES = Sheet(
    "counties", "县", Area,
    (
        Column("code", "代码", _SIX, "330328"),
        Column("name", "名称", _NAME, "文成县"),
        Column("listed_from", "列入日期", f"{_DAY}；不填：主持人所在的其他县区 / empty: an area hosts come from", "2021-10-29", must=False),
        Column("listed_until", "退出日期", f"{_DAY}；自该日起不再列入 / from that day on not listed", must=False),
    ),
    ("areas", "县区"),
)  # fmt: skip
SCHOOLS = Sheet(
    "schools", "学校", School,
    (
        Column("code", "代码", _CODE, "wc-p01"),
        Column("name", "名称", _NAME, "文成县云溪实验小学"),
        Column("area", "县区", f"{_SIX}，须在“县”表中 / of the sheet counties", "330328"),
        Column("school_levels", "学段", f"{_LEVEL}；几个用、隔开 / several joined by 、", "小学、初中"),
    ),
)  # fmt: skip
PEOPLE = Sheet(
    "people", "人员", Person,
    (
        Column("login", "登录名", _LOGIN, "linxiaolan"),
        Column("name", "姓名", _NAME, "林晓岚"),
        Column("phone", "手机", "1 开头的 11 位数字 / a mobile number of 11 digits", "19000000001", must=False),
        Column("school", "学校", "“学校”表中的代码 / a code of the sheet schools", "lc-p01", must=False),
    ),
)  # fmt: skip
APPOINTMENTS = Sheet(
    "appointments", "任职", Appointment,
    (
        Column("login", "登录名", "“人员”表中的登录名 / a login of the sheet people", "qianmin"),
        Column("role", "职务", f"{_ROLES} / {_CODES}", "学员所在学校"),
        Column("scope", "范围", _SCOPE, "wc-p01", must=False),
        Column("office_name", "名称", f"{_NAME}；不填：按职务 / empty: after the role", must=False),
        Column("valid_from", "起", f"{_DAY}；不填：自首个县列入之日 / empty: since the first listing", must=False),
        Column("valid_until", "止", f"{_DAY}；自该日起不再任职 / from that day on no longer", must=False),
    ),
    ("assignments", "offices"),
)  # fmt: skip
STUDIOS = Sheet(
    "studios", "工作室", Studio,
    (
        Column("code", "代码", _CODE, "wc01"),
        Column("name", "名称", f"{_NAME}；不填：主持人姓名“名师送教”工作室 / empty: after the host", must=False),
        Column("county", "下沉县", "“县”表中列入的县 / a listed county", "330328"),
        Column("stage", "学段", _LEVEL, "小学"),
        Column("track", "类别", "教师、班主任、校长 / one of these tracks", "教师"),
        Column("subject", "学科", _NAME, "语文"),
        Column("host", "主持人", "“人员”表中的登录名 / a login of the sheet people", "linxiaolan"),
        Column("host_titles", "主持人称号", "几个用、隔开 / several joined by 、", "温州市名教师"),
        Column("base_school", "设站学校", "下沉县内的学校代码 / a school of the county", "wc-p01", must=False),
        Column("soft_cap", "人数上限", "1–1000 的整数 / a whole number from 1 to 1000", "20", must=False),
    ),
)  # fmt: skip

SHEETS = (COUNTIES, SCHOOLS, PEOPLE, APPOINTMENTS, STUDIOS)
NOTES = ("说明", "notes")
"""A sheet that is for people."""
EXAMPLE = "例："
"""A row whose first cell begins so is not loaded."""

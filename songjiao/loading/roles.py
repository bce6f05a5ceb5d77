"""The parts people play as files name them (Arts. 3, 4, 11, 12), where they play them, and what their offices are called."""

from contracts.offices import CALLED, Role

ROLES = {zh: role for role, (zh, _) in CALLED.items() if role not in (Role.HOST, Role.PERSON)}
"""A host stands in the studio's row, and nobody is appointed a person."""

NAMED = {
    Role.MUNICIPAL_HR_DIVISION: "市教育局人事处",
    Role.MUNICIPAL_OFFICE: "市名师办",
    Role.CHIEF_LEAD: "总团长",
    Role.COUNTY_PERSONNEL_SECTION: "{area}教育局政工科",
    Role.COUNTY_OFFICE: "{area}名师办",
    Role.COUNTY_TRAINING_DEPT: "{area}研训部门",
    Role.COUNTY_LEAD: "{area}分团长",
    Role.STAGE_LEAD: "{area}学段团长",
    Role.TRAINEE_SCHOOL: "{school}",
    Role.BASE_SCHOOL: "{school}（设站学校）",
    Role.FUND_CUSTODIAN_SCHOOL: "{school}（经费管理）",
    Role.ADMINISTRATOR: "系统管理员",
    Role.HOST: "{studio}主持人",
}
"""What an office is called where the file does not say."""

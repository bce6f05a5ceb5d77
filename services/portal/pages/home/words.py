"""Words for the home page: how far an application has come, and what its applicant is to do."""

from services.portal.frame.words import N_

# Which step of four an application is at; 4 is behind all of them. One that came back, or is over, is at none.
STEPS = {"DRAFT": 0, "SUBMITTED": 1, "RECOMMENDED": 2, "COUNTY_APPROVED": 3, "ADMITTED": 4}
# The same of a nomination, from the nomination to the studio's first day; one that was refused or ended is at none.
NOMINATION_STEPS = {
    "NOMINATED": 1, "QUALIFIED": 2, "DISPATCHED": 3, "BASE_DECLINED": 3, "BASE_PROPOSED": 4, "BASE_CONFIRMED": 5, "RECRUITING": 5,
    "ACTIVE": 6, "SUSPENDED": 6,
}  # fmt: skip
STEP_NAMES = (N_("提交申请"), N_("学校推荐"), N_("县名师办审核"), N_("市名师办审核"))
_WAIT = N_("您现在不用做什么，有结果会在这里和铃铛上告诉您。")
NEXT = {
    "DRAFT": N_("还没有提交，学校看不到。填好后请提交。"),
    "SUBMITTED": _WAIT,
    "RECOMMENDED": _WAIT,
    "COUNTY_APPROVED": _WAIT,
    "RETURNED": N_("请按意见修改后重新提交。"),
    "SCHOOL_DECLINED": N_("学校没有推荐，理由见申请。"),
    "COUNTY_REJECTED": N_("县名师办审核未通过，理由见申请。"),
    "MUNICIPAL_REJECTED": N_("市名师办审核未通过，理由见申请。"),
    "WITHDRAWN": N_("您已撤回这份申请。"),
    "LAPSED": N_("这份申请已逾期失效。"),
}
SERVICES = {
    "directory": N_("人员与组织"),
    "approvals": N_("审批办理"),
    "enrollment": N_("招收与工作室"),
    "workflows": N_("流程"),
    "portal": N_("页面"),
}

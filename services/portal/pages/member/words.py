"""Words for memberships and development plans."""

from services.portal.frame.words import N_, Pill

MEMBERSHIP_STATES = {
    "ACTIVE": Pill(N_("在册"), "good", "circle-check"),
    "COMPLETED": Pill(N_("已结业"), "here", "certificate"),
    "LEFT": Pill(N_("已退出"), "", "logout"),
    "DISQUALIFIED": Pill(N_("已取消学员资格"), "late", "x"),
}
MEMBERSHIP_CHOICES = {code: state.words for code, state in MEMBERSHIP_STATES.items()}

PLAN_STATES = {
    "SUBMITTED": Pill(N_("待主持人确认"), "soon", "hourglass"),
    "CONFIRMED": Pill(N_("已确认"), "good", "check"),
    "RETURNED": Pill(N_("已退回修改"), "late", "arrow-back-up"),
    "SUPERSEDED": Pill(N_("已由新版代替"), "", "history"),
}

PLAN_STATES = {
    "SUBMITTED": Pill(N_("待主持人确认"), "soon", "hourglass"),
    "CONFIRMED": Pill(N_("已确认"), "good", "check"),
    "RETURNED": Pill(N_("已退回修改"), "late", "arrow-back-up"),
    "SUPERSEDED": Pill(N_("已由新版代替"), "", "history"),
}
PLAN_CHOICES = {code: state.words for code, state in PLAN_STATES.items() if code != "SUPERSEDED"} | {
    "NONE": N_("未上传")
}

"""Words for recommendations and the sheets they come in."""

from services.portal.frame.words import N_, Pill
from services.portal.kinds.trainee_application import ATTESTATIONS as ATTESTATIONS

RECOMMENDATION_STATES = {
    "WAITING": Pill(N_("等本人报名"), "here", "hourglass"),
    "WITHDRAWN": Pill(N_("已撤回"), "", "arrow-back-up"),
}

IMPORT_STATES = {
    "FAULTY": Pill(N_("有错误"), "late", "alert-triangle"),
    "CHECKED": Pill(N_("检查无误，待导入"), "soon", "hourglass"),
    "RUNNING": Pill(N_("正在导入"), "here", "refresh"),
    "DONE": Pill(N_("导入完成"), "good", "circle-check"),
}

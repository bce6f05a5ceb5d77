"""Words for what a token is good for."""

from services.portal.frame.words import N_

SCOPES = {"read": N_("读取"), "write": N_("办理")}

ENDINGS = {
    "withdrawn": N_("申请人已撤回"),
    "round_closed": N_("招收批次已关闭"),
    "lapsed": N_("逾期未答复，已失效"),
    "restarted": N_("申请已变更，重新开始审核"),
    "done": N_("已办理"),
    "terminated": N_("工作室已终止"),
    "corrected": N_("考勤已更正"),
}

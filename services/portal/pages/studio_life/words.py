"""Words for a studio's life: what the municipal office may do, and how far the money has come."""

from services.portal.frame.words import N_

# What is told in a studio's history when it enters a state.
HAPPENED = {
    "NOMINATED": N_("提名"),
    "QUALIFIED": N_("资格审核通过"),
    "REJECTED": N_("资格审核未通过"),
    "DISPATCHED": N_("下沉到县"),
    "BASE_PROPOSED": N_("请学校确认设站"),
    "BASE_CONFIRMED": N_("设站学校同意设站"),
    "BASE_DECLINED": N_("设站学校未同意"),
    "RECRUITING": N_("开始招收学员"),
    "ACTIVE": N_("工作室启动"),
    "SUSPENDED": N_("暂停"),
    "TERMINATED": N_("终止"),
}

# What the municipal office may do with a studio that runs, and what happens then.
TURNS = {
    "suspend": (
        N_("暂停工作室"),
        N_("暂停后不录取学员，在办的申请暂停办理、期限顺延；学员身份和经费保留，可以随时恢复。"),
    ),
    "resume": (N_("恢复工作室"), N_("恢复后照常招收学员、开展活动，暂停的申请继续办理。")),
    "terminate": (
        N_("终止工作室"),
        N_("终止后不能恢复：在办的申请和设立步骤就此结束，学员资格随工作室终止、可以另行申请；已有记录保留。"),
    ),
}
TURNS_CONFIRMED = {"suspend": N_("确认暂停"), "resume": N_("确认恢复"), "terminate": N_("确认终止")}
FUND_STATES = {"APPLIED_FOR": N_("经费已申请"), "ALLOCATED": N_("经费已下达"), "RECEIVED": N_("经费已到账")}
FUND_DOINGS = {"APPLIED_FOR": N_("登记已申请"), "ALLOCATED": N_("登记已下达"), "RECEIVED": N_("登记已到账")}

"""What people type or choose in forms, as it is told back to them; everything else in a form is the form's own affair."""

from services.portal.frame.words import N_
from services.portal.kinds.trainee_application import ATTESTATIONS, FIELDS

TYPED = {name: words for name, words in FIELDS.items() if not name.endswith("_id")} | {
    "case_no": N_("编号"),
    "verb": N_("提交后的结果"),
    "opinion": N_("审批意见"),
    "attestation": N_("已核实"),
    "reason": N_("原因"),
    "plan_title": N_("规划标题"),
    "years": N_("规划年限"),
    "text": N_("窗口的文字"),
    "alt": N_("图片上是什么"),
    "name": N_("名称"),
    "opens_at": N_("开始时间"),
    "closes_at": N_("截止时间"),
    "subject": N_("学科"),
    "outside_reason": N_("为什么属于「等」"),
    "statement": N_("推荐意见"),
    "said": N_("陈述或申诉"),
    "propose_reason": N_("推荐理由"),
    "activate_waiver": N_("豁免理由"),
    "suspend_reason": N_("原因"),
    "resume_reason": N_("原因"),
    "terminate_reason": N_("原因"),
    "host_reason": N_("原因"),
    "fund_amount": N_("金额（元）"),
    "valid_from": N_("从"),
    "valid_until": N_("到"),
}
# Codes that are told in words; what a button says travels with its form, in fields of this beginning.
SPOKEN = ATTESTATIONS
SAYS = "says:"

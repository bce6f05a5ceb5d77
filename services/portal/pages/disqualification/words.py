"""What a trainee may say, and when."""

from dataclasses import dataclass
from typing import Final

from services.portal.frame.words import N_


@dataclass(frozen=True)
class Filing:
    """What a trainee may say, in the words of its page."""

    name: str
    heading: str
    words: str
    lead: str
    otherwise: str
    label: str
    send: str


FILINGS: Final = {
    "statement": Filing(
        N_("陈述"),
        N_("您有旷课记录，请说明情况"),
        N_("去陈述"),
        N_("在市名师办决定是否取消您的学习资格之前，您可以说明情况。"),
        N_("逾期视为不陈述，程序继续"),
        N_("您的陈述"),
        N_("提交陈述"),
    ),
    "appeal": Filing(
        N_("申诉"),
        N_("您的学习资格已被取消，可以申诉"),
        N_("去申诉"),
        N_("对取消学习资格的决定不服，可以申诉，由市名师办的其他人重新审核。"),
        N_("逾期不能再申诉"),
        N_("申诉的理由"),
        N_("提交申诉"),
    ),
}

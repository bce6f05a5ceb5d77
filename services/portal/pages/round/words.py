"""Words for recruiting rounds."""

from services.portal.frame.words import N_, Pill

ROUND_STATES = {
    "PLANNED": Pill(N_("未开始"), "", "clock"),
    "OPEN": Pill(N_("进行中"), "good", "circle-check"),
    "CLOSED": Pill(N_("已关闭"), "", "lock"),
}

"""Words for what a token is good for."""

from services.portal.frame.words import N_

SCOPES = {"read": N_("读取"), "write": N_("办理")}

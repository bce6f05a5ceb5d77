"""The signature of a decision on paper: a QR code that leads to the page which checks it, and a code for who types."""

import re
from dataclasses import dataclass
from typing import Final

import segno
from markupsafe import Markup

from services.portal.frame.asked.cases import Proof
from services.portal.frame.speech import Speech
from services.portal.frame.words import N_

# In millimetres: what a phone still reads off plain paper.
MODULE: Final = 0.4
# Four modules of white around it are part of the code (ISO/IEC 18004); medium correction restores 15 % of it.
QUIET: Final = 4
CORRECTION: Final = "m"
GROUPS: Final = re.compile("(.{4})(?=.)")
HOW: Final = N_("扫码核对签名，或在 %(at)s 输入编号和校验码")


@dataclass(frozen=True)
class Printed:
    """What is drawn, where it leads, and the code in groups of four."""

    drawing: Markup
    address: str
    code: str


@dataclass(frozen=True)
class Proofs:
    """How signatures of decisions on one case are printed; `site` is where people reach the pages, `speech` the reader's."""

    site: str
    case_no: str
    speech: Speech

    @property
    def how(self) -> str:
        """What to do, below each code: in the reader's language, for it is no part of the official text."""
        return self.speech.say(HOW, at=f"{self.site.removeprefix('https://')}/check")

    def printed(self, proof: Proof) -> Printed:
        """The signature as it stands beside its decision."""
        address = f"{self.site}/check/{self.case_no}/{proof['signature']}"
        code = segno.make_qr(address, error=CORRECTION, boost_error=False)
        drawing = code.svg_inline(scale=MODULE, unit="mm", border=QUIET, lineclass=None)
        return Printed(Markup(drawing), address, GROUPS.sub(r"\1 ", proof["code"]))  # noqa: S704

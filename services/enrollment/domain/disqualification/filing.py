"""What a trainee may say in the case, when, and what it leads to (Art. 7.2), as data."""

from dataclasses import dataclass
from typing import Final, Literal

from services.enrollment.domain.disqualification.states import DisqualificationState
from services.enrollment.domain.words import Stage

Filing = Literal["statement", "appeal"]


@dataclass(frozen=True)
class FilingRule:
    """A filing: the state in which it is taken in, the state it leads to, the stage whose deadline it has, its verb in the log."""

    state: DisqualificationState
    target: DisqualificationState
    stage: Stage
    verb: str


FILINGS: Final[dict[Filing, FilingRule]] = {
    "statement": FilingRule("HOST_CONFIRMED", "STATEMENT", "statement", "state"),
    "appeal": FilingRule("DISQUALIFIED", "APPEAL", "appeal_filing", "appeal"),
}
# Entering one of these opens a time in which the trainee may speak.
WAITING: Final[dict[DisqualificationState, Stage]] = {filing.state: filing.stage for filing in FILINGS.values()}

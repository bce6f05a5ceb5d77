"""How a trainee may lose the place (Art. 7.2)."""

from pydantic import Field

from contracts.message import Message
from contracts.offices import CITY, Role
from contracts.rules.stages import JUDGED, StageRule, stage_rule
from contracts.spans import days, working_days


class Discipline(Message):
    """How a trainee may lose the place (Art. 7.2)."""

    truancies: int = Field(ge=1, description="Unexcused absences over the cycle from which on the process begins.")
    stages: tuple[StageRule, ...]


DISCIPLINE_1 = Discipline(
    truancies=2,
    stages=(
        stage_rule("host_confirmation", Role.PERSON, "host", working_days(5), above=Role.COUNTY_OFFICE, verbs=JUDGED),
        stage_rule("statement", Role.PERSON, "member", working_days(5), above=None, verbs=()),
        stage_rule(
            "county_opinion", Role.COUNTY_OFFICE, "studio_county", working_days(5), above=Role.MUNICIPAL_OFFICE, verbs=JUDGED
        ),
        stage_rule(
            "decision", Role.MUNICIPAL_OFFICE, CITY, working_days(5), above=Role.MUNICIPAL_HR_DIVISION, verbs=JUDGED
        ),
        stage_rule("appeal_filing", Role.PERSON, "member", days(10), above=None, verbs=()),
        stage_rule(
            "appeal", Role.MUNICIPAL_OFFICE, CITY, working_days(10), above=Role.MUNICIPAL_HR_DIVISION, verbs=JUDGED
        ),
    ),
)  # fmt: skip

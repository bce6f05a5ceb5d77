"""How trainees are chosen (Art. 4)."""

from pydantic import Field

from contracts.message import Message
from contracts.offices import CITY, Role
from contracts.rules.stages import FOUR_ATTESTATIONS, RETURNABLE, StageRule, stage_rule
from contracts.spans import Span, days, working_days


class Recruitment(Message):
    """How trainees are chosen (Art. 4)."""

    minimum_members: int = Field(ge=1, description="Art. 4.1")
    soft_cap: int = Field(ge=1, description="[D]")
    correction_period: Span = Field(description="How long a return may stay unanswered before it lapses [D].")
    own_school_recommender: str = Field(
        description="Who recommends where the only recommender is the applicant, as with a principal (Art. 4.2) [D]."
    )
    stages: tuple[StageRule, ...]


RECRUITMENT_1 = Recruitment(
    minimum_members=10,
    soft_cap=20,
    correction_period=days(10),
    own_school_recommender=Role.COUNTY_PERSONNEL_SECTION,
    stages=(
        stage_rule(
            "school", Role.TRAINEE_SCHOOL, "applicant_school", working_days(5), remind_after=working_days(3),
            above=Role.COUNTY_OFFICE, verbs=RETURNABLE, attestations=FOUR_ATTESTATIONS,
        ),
        stage_rule(
            "county", Role.COUNTY_OFFICE, "studio_county", working_days(10), remind_after=working_days(7),
            above=Role.MUNICIPAL_OFFICE, verbs=RETURNABLE, attestations=FOUR_ATTESTATIONS,
        ),
        stage_rule(
            "municipal", Role.MUNICIPAL_OFFICE, CITY, working_days(10), remind_after=working_days(7),
            above=Role.MUNICIPAL_HR_DIVISION, verbs=RETURNABLE, attestations=FOUR_ATTESTATIONS,
        ),
    ),
)  # fmt: skip

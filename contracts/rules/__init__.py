"""The schema of a rule set, and version 1: every number and every routing of the programme, as data.

A rule set is drafted, published and dated by `directory`; a case keeps the version it started under. An area a reader does
not know yet is ignored, and one a rule set does not say is that of version 1.
"""

from pydantic import Field

from contracts.message import Message
from contracts.rules.discipline import DISCIPLINE_1, Discipline
from contracts.rules.establishment import ESTABLISHMENT_1, Establishment, TitleRule
from contracts.rules.recruitment import RECRUITMENT_1, Recruitment
from contracts.rules.stages import FOUR_ATTESTATIONS, Seat, StageRule, TitleLevel, plan
from contracts.writing import Writing

__all__ = [
    "DISCIPLINE_1",
    "ESTABLISHMENT_1",
    "FOUR_ATTESTATIONS",
    "RECRUITMENT_1",
    "VERSION_1",
    "Discipline",
    "Establishment",
    "Recruitment",
    "RuleSet",
    "Seat",
    "StageRule",
    "TitleLevel",
    "TitleRule",
    "Writing",
    "plan",
]


class RuleSet(Message):
    """Everything that may be set without changing the program."""

    version: int = Field(ge=1)
    name: str
    writing: Writing = Writing()
    recruitment: Recruitment
    establishment: Establishment = ESTABLISHMENT_1
    discipline: Discipline = DISCIPLINE_1


VERSION_1 = RuleSet(version=1, name="温名师办〔2021〕100号", recruitment=RECRUITMENT_1)

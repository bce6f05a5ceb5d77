"""The path a case travels: the rule set's stages, with the offices of this applicant, this studio, this member."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from contracts.cases import Plan, PlannedStage
from contracts.offices import CITY, Office
from contracts.rules import RuleSet, StageRule


def resolve(
    rule_set: RuleSet, *, applicant_id: UUID, school_id: UUID, county: str, recommenders: Collection[UUID]
) -> Plan:
    """Fix the plan of one case (Art. 4.2). `recommenders` hold the school's office now; `county` is the studio's.

    Where the applicant is the only one of them, as a principal is, somebody else recommends.
    """
    own_school = set(recommenders) == {applicant_id}

    def office(rule: StageRule) -> Office:
        if rule.scope == "applicant_school":
            if own_school:
                return Office(role=rule_set.recruitment.own_school_recommender, scope=county)
            return Office(role=rule.role, scope=str(school_id))
        return Office(role=rule.role, scope=_place(rule.scope, county))

    stages = tuple(_planned(rule, office(rule), county) for rule in rule_set.recruitment.stages)
    return Plan(rule_set_version=rule_set.version, stages=stages)


def establishment(rule_set: RuleSet, *, county: str, school_id: UUID | None) -> Plan:
    """The plan of a studio's establishment (Arts. 3, 4.1). The school that is asked is known once it has been proposed."""
    places = {"base_school": "" if school_id is None else str(school_id)}
    return _resolved(rule_set.version, rule_set.establishment.stages, county, places)


def discipline(rule_set: RuleSet, *, county: str, host_id: UUID, trainee_id: UUID) -> Plan:
    """The plan of a disqualification (Art. 7.2)."""
    places = {"host": str(host_id), "member": str(trainee_id)}
    return _resolved(rule_set.version, rule_set.discipline.stages, county, places)


def _resolved(version: int, rules: Iterable[StageRule], county: str, places: Mapping[str, str]) -> Plan:
    def office(rule: StageRule) -> Office:
        scope = places[rule.scope] if rule.scope in places else _place(rule.scope, county)
        return Office(role=rule.role, scope=scope)

    return Plan(rule_set_version=version, stages=tuple(_planned(rule, office(rule), county) for rule in rules))


def _planned(rule: StageRule, office: Office, county: str) -> PlannedStage:
    above = None
    if rule.escalate_to is not None:
        above = Office(role=rule.escalate_to, scope=_place(rule.escalate_scope or "city", county))
    return PlannedStage(
        stage=rule.stage,
        office=office,
        deadline=rule.deadline,
        remind_after=rule.remind_after,
        remind_every=rule.remind_every,
        escalate_to=above,
        verbs=rule.verbs,
        attestations=rule.attestations,
    )


def _place(scope: str, county: str) -> str:
    return county if scope == "studio_county" else CITY

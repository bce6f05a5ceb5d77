"""The path a case travels: the rule set's stages, with the offices of this applicant, this studio, this member."""

from collections.abc import Collection
from uuid import UUID

from contracts.cases import Plan
from contracts.offices import Office
from contracts.rules import RuleSet, plan


def recruitment(
    rule_set: RuleSet, *, applicant_id: UUID, school_id: UUID, county: str, recommenders: Collection[UUID]
) -> Plan:
    """Fix the plan of one application (Art. 4.2). `recommenders` hold the school's office now; `county` is the studio's.

    Where the applicant is the only one of them, as a principal is, somebody else recommends [D].
    """
    rules, instead = rule_set.recruitment, dict[str, Office]()
    if set(recommenders) == {applicant_id}:
        stand_in = Office(role=rules.own_school_recommender, scope=county)
        instead = {rule.stage: stand_in for rule in rules.stages if rule.scope == "applicant_school"}
    places = {"applicant_school": str(school_id), "studio_county": county}
    return plan(rule_set.version, rules.stages, places, instead=instead, writing=rule_set.writing)


def establishment(rule_set: RuleSet, *, county: str, school_id: UUID | None) -> Plan:
    """The plan of a studio's establishment (Arts. 3, 4.1). The school that is asked is known once it has been proposed."""
    places = {"studio_county": county, "base_school": "" if school_id is None else str(school_id)}
    return plan(rule_set.version, rule_set.establishment.stages, places, writing=rule_set.writing)


def discipline(rule_set: RuleSet, *, county: str, host_id: UUID, trainee_id: UUID) -> Plan:
    """The plan of a case about a member's place (Art. 7.2)."""
    places = {"studio_county": county, "host": str(host_id), "member": str(trainee_id)}
    return plan(rule_set.version, rule_set.discipline.stages, places, writing=rule_set.writing)

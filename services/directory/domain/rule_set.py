"""What a rule set must be beyond its form, so that a slip in a draft cannot stop the programme."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from chassis.errors import FieldError, Text
from contracts.authority import Right
from contracts.offices import SCOPE_KINDS, Role, ScopeKind
from contracts.rules import FOUR_ATTESTATIONS, VERSION_1, Establishment, Recruitment, RuleSet, StageRule
from contracts.spans import Span
from services.directory.domain.texts import name_fault

Faults = Iterator[tuple[str, Text]]

SCOPES: dict[str, ScopeKind] = {
    "city": "city",
    "studio_county": "county",
    "applicant_school": "school",
    "base_school": "school",
    "host": "person",
    "member": "person",
}
"""Of which kind of scope the role must be that a stage's scope asks for."""

MODES = ("one", "all", "any", "each")
_SECONDS = {"working_days": 86400, "days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}
_LONGEST_SECONDS = 2 * 366 * 86400  # a cycle


def rule_set_faults(rules: RuleSet) -> list[FieldError]:
    """Everything wrong with a rule set, each fault named like its field (`discipline.stages.0.verbs`)."""
    faults = [FieldError("name", fault)] if (fault := name_fault(rules.name)) is not None else []
    faults += [FieldError(path, _SPAN_FAULT) for path, span in _spans(rules) if not _is_sound(span)]
    for area in RuleSet.model_fields:
        stages = getattr(getattr(rules, area), "stages", None)
        if stages is not None:
            faults += [FieldError(f"{area}.{name}", text) for name, text in _chain_faults(area, stages)]
    faults += [FieldError(f"recruitment.{name}", text) for name, text in _recruitment_faults(rules.recruitment)]
    faults += [FieldError(f"establishment.{name}", text) for name, text in _title_faults(rules.establishment)]
    return faults


def _spans(model: BaseModel, path: str = "") -> Iterator[tuple[str, Span]]:
    """Every length of time in the rules, wherever it stands."""
    for name, value in model:
        members = enumerate(value) if isinstance(value, tuple) else [("", value)]
        for index, each in members:
            place = ".".join(str(part) for part in (path, name, index) if part != "")
            if isinstance(each, Span):
                yield place, each
            elif isinstance(each, BaseModel):
                yield from _spans(each, place)


def _is_sound(span: Span) -> bool:
    seconds: int = span.amount * _SECONDS[span.unit]
    return 0 < seconds <= _LONGEST_SECONDS


_SPAN_FAULT = Text(
    "时限须大于零，且不超过两年。", "It must be longer than zero and at most two years, as long as a cycle."
)


def _chain_faults(area: str, stages: tuple[StageRule, ...]) -> Faults:
    measures: tuple[StageRule, ...] = getattr(VERSION_1, area).stages
    if [stage.stage for stage in stages] != [stage.stage for stage in measures]:
        listed = ", ".join(stage.stage for stage in measures)
        # No step is skipped (Art. 4.2).
        text = Text(f"应依次为：{listed}，不能缺少。", f"The stages are, in this order and all of them: {listed}.")
        yield "stages", text
        return
    for index, (stage, first) in enumerate(zip(stages, measures, strict=True)):
        for name, fault in (*_verb_faults(stage, first), *_holder_faults(stage)):
            yield f"stages.{index}.{name}", fault


def _verb_faults(stage: StageRule, measures: StageRule) -> Faults:
    if not measures.verbs:
        if stage.verbs:
            yield "verbs", Text("这一环节不作审批，不设意见。", "Something is done at this stage, nothing is decided.")
    elif "approve" not in stage.verbs or _has_doubles(stage.verbs) or not set(stage.verbs) <= set(measures.verbs):
        listed = ", ".join(measures.verbs)
        yield (
            "verbs",
            Text(f"须含 approve，只能取自：{listed}，且不重复。", f"`approve` and others of {listed}, each once."),
        )
    if _has_doubles(stage.attestations) or not set(stage.attestations) <= set(FOUR_ATTESTATIONS):
        listed = ", ".join(FOUR_ATTESTATIONS)
        yield "attestations", Text(f"只能取自：{listed}，且不重复。", f"Only {listed}, each once (Art. 4.3).")


def _holder_faults(stage: StageRule) -> Faults:
    if stage.role != Role.PERSON and stage.role not in Right.DECIDE_CASES.roles:
        zh, en = Right.DECIDE_CASES.who
        yield "role", Text(f"办理审批的只能是：{zh}。", f"Those who decide are: {en}.")
    elif not _is_office(stage.role, stage.scope):
        yield "scope", _NO_SUCH_OFFICE
    if (stage.mode == "one") != (not stage.beside) or stage.mode not in MODES:
        yield (
            "mode",
            Text(
                "单独办理用 one；多部门共同办理用 all、any 或 each。",
                "`one` for one office; all, any or each for several.",
            ),
        )
    for index, seat in enumerate(stage.beside):
        if not _is_office(seat.role, seat.scope):
            yield f"beside.{index}", _NO_SUCH_OFFICE
    if stage.escalate_to is None or stage.escalate_scope is None:
        if stage.escalate_to != stage.escalate_scope:
            text = Text("上报的职务和范围须同时填写。", "Role and scope of escalation come together.")
            yield "escalate_scope", text
    elif not _is_office(stage.escalate_to, stage.escalate_scope):
        yield "escalate_scope", _NO_SUCH_OFFICE


def _is_office(role: str, scope: str) -> bool:
    return role in set(Role) and SCOPE_KINDS[Role(role)] == SCOPES.get(scope)


_NO_SUCH_OFFICE = Text("这个职务没有这样的范围。", "There is no office of this role in this scope.")


def _recruitment_faults(rules: Recruitment) -> Faults:
    if rules.soft_cap < rules.minimum_members:
        yield "soft_cap", Text("人数上限不能小于最低人数。", "The cap cannot be lower than the minimum.")
    if rules.own_school_recommender not in Right.RECOMMEND_TEACHERS.roles:
        zh, en = Right.RECOMMEND_TEACHERS.who
        yield "own_school_recommender", Text(f"推荐教师的只能是：{zh}。", f"Those who recommend are: {en}.")


def _title_faults(rules: Establishment) -> Faults:
    if not rules.titles:
        yield "titles", Text("请至少列出一项称号。", "List at least one title (Art. 3).")
    for index, title in enumerate(rules.titles):
        if title in rules.titles[:index]:
            yield f"titles.{index}", Text("同一称号不能重复。", "Each title stands once.")
        if (fault := name_fault(title.name)) is not None:
            yield f"titles.{index}.name", fault


def _has_doubles(values: tuple[Any, ...]) -> bool:
    return len(set(values)) < len(values)

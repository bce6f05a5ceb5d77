"""What a rule set must be beyond its form, so that a slip in a draft cannot stop the programme."""

from collections.abc import Iterator

from chassis.errors import FieldError, Text
from contracts.rules import Recruitment, Span, StageRule

# School recommendation, county, city: no step is skipped (Art. 4.2).
STAGE_ORDER = ("school", "county", "municipal")


def recruitment_faults(rules: Recruitment) -> list[FieldError]:
    """Everything wrong with the rules on how trainees are chosen (Art. 4)."""
    faults = list(_number_faults(rules))
    if tuple(stage.stage for stage in rules.stages) != STAGE_ORDER:
        text = Text(
            "应依次为学校推荐、县初审、市复审三个环节，不能缺少。",
            "The stages are school, county and municipal, in this order and all of them.",
        )
        faults.append(FieldError("recruitment.stages", text))
    for index, stage in enumerate(rules.stages):
        faults += [FieldError(f"recruitment.stages.{index}.{name}", text) for name, text in _stage_faults(stage)]
    return faults


def _number_faults(rules: Recruitment) -> Iterator[FieldError]:
    if rules.soft_cap < rules.minimum_members:
        text = Text("人数上限不能小于最低人数。", "The cap cannot be lower than the minimum.")
        yield FieldError("recruitment.soft_cap", text)
    fault = _span_fault(rules.correction_period)
    if fault is not None:
        yield FieldError("recruitment.correction_period", fault)


def _stage_faults(stage: StageRule) -> Iterator[tuple[str, Text]]:
    spans: tuple[tuple[str, Span], ...] = (
        ("deadline", stage.deadline),
        ("remind_after", stage.remind_after),
        ("remind_every", stage.remind_every),
    )
    for name, span in spans:
        fault = _span_fault(span)
        if fault is not None:
            yield name, fault
    if "approve" not in stage.verbs or len(set(stage.verbs)) < len(stage.verbs):
        yield "verbs", Text("须含“同意”，且不重复。", "It needs `approve`, and each verb once.")
    if len(set(stage.attestations)) < len(stage.attestations):
        yield "attestations", Text("同一项不能重复。", "Each item stands once.")
    if (stage.escalate_to is None) != (stage.escalate_scope is None):
        text = Text("上报的职务和范围须同时填写。", "Role and scope of escalation come together.")
        yield "escalate_scope", text


def _span_fault(span: Span) -> Text | None:
    if 0 < span.amount * _SECONDS[span.unit] <= _LONGEST_SECONDS:
        return None
    return Text(
        "时限须大于零，且不超过两年。", "It must be longer than zero and at most two years, as long as a cycle."
    )


_SECONDS = {"working_days": 86400, "days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}
_LONGEST_SECONDS = 2 * 366 * 86400

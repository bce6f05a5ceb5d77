"""Words for cases of any kind, in the language of a page. What is not known here is shown as it came, and says so."""

from collections.abc import Iterable
from typing import Final

from services.portal.frame.clients import Read
from services.portal.frame.speech import Speech
from services.portal.frame.words import N_, NOT_KNOWN, Pill
from services.portal.kinds import KINDS
from services.portal.kinds.declared import TONES, Deed, KindWords, Stage, Verb

URGENCIES: Final = {
    "overdue": Pill(N_("已超期"), "late", "alert-triangle"),
    "today": Pill(N_("今天到期"), "soon", "clock"),
    "week": Pill(N_("本周到期"), "here", "calendar"),
    "later": Pill(N_("时间充裕"), "", "calendar"),
}
# What approvals itself notes in the log, whatever the kind.
NOTED: Final = {
    "open": N_("送达"),
    "remind": N_("催办"),
    "escalate": N_("超期提醒上级"),
    "close": N_("办结（未作决定）"),
    "overtaken": N_("决定未生效：另有事实在先"),
    "claim": N_("领取"),
    "release": N_("放回"),
}
# Why approvals or a run itself ends a task, whatever the kind.
ENDED: Final = {
    "settled": N_("本环节已由其他部门办结"),
    "office_changed": N_("已改由其他部门办理"),
    "restarted": N_("已重新开始办理"),
}
# Why an office has a case once more, whatever the kind.
AGAIN: Final = {"two_levels": N_("原经办人已在另一环节办理过该事项，请由本部门其他人员办理。")}
DECIDED: Final = N_("已办理 %(no)s：%(verb)s")
DONE: Final = "done"
DONE_WORDS: Final = N_("已办理")


def kind_of(kind: str) -> KindWords | None:
    """What was declared of a kind; None for one this portal does not know yet."""
    return KINDS.get(kind)


def stage_of(kind: str, stage: str) -> Stage | None:
    """What was declared of a stage."""
    known = KINDS.get(kind)
    return known.stages.get(stage) if known else None


def verb_of(kind: str, stage: str, verb: str) -> Verb | None:
    """What was declared of a verb at a stage."""
    known = stage_of(kind, stage)
    return known.verbs.get(verb) if known else None


def deed_of(kind: str, stage: str) -> Deed | None:
    """What is done at a stage that is no decision."""
    known = stage_of(kind, stage)
    return known.deed if known else None


class CaseWords:
    """What a page says of cases: every answer is plain text in its language, and never another kind's sentence."""

    def __init__(self, speech: Speech) -> None:
        self._say = speech.say

    def unknown(self, word: str) -> str:
        """A word of a newer service, as it came."""
        return self._say(NOT_KNOWN, word=word)

    def _said(self, words: str | None, word: str) -> str:
        return self.unknown(word) if words is None else self._say(words)

    def urgency(self, urgency: str) -> Pill:
        """How soon a task is due, already in the page's language."""
        found = URGENCIES.get(urgency)
        return (
            Pill(self._say(found.words), found.tone, found.icon) if found else Pill(self.unknown(urgency), "", "help")
        )

    def kind(self, kind: str) -> str:
        """学员申请"""
        known = KINDS.get(kind)
        return self._said(known.name if known else None, kind)

    def applicant(self, kind: str) -> str:
        """What the one is called who brought it; nothing where the kind is not known."""
        known = KINDS.get(kind)
        return self._say(known.applicant) if known else ""

    def state(self, kind: str, state: str) -> Pill:
        """The state with its look, already in the page's language."""
        known = KINDS.get(kind)
        found = known.states.get(state) if known else None
        return Pill(self._say(found.words), found.tone, found.icon) if found else Pill(self.unknown(state), "", "help")

    def stage(self, kind: str, stage: str) -> str:
        """县名师办审核"""
        known = stage_of(kind, stage)
        return self._said(known.name if known else None, stage)

    def signed(self, kind: str, stage: str) -> str:
        """How the stage heads its row on the printed form."""
        known = stage_of(kind, stage)
        return self._said((known.signed or known.name) if known else None, stage)

    def verb(self, kind: str, stage: str, verb: str) -> Pill:
        """What the verb is called at the stage, with the look of its button, already in the page's language."""
        tone, icon = TONES.get(verb, ("", "help"))
        known = verb_of(kind, stage, verb)
        return Pill(self._said(known.words if known else None, verb), tone, icon)

    def effect(self, kind: str, stage: str, verb: str, following: str | None) -> str:
        """What the verb will do; `following` is the office that comes next, None where none does."""
        known = verb_of(kind, stage, verb)
        if known is None:
            return self._say(N_("本系统尚未收录这一步的说明，请联系管理员后再办理"))
        if following is None and known.effect_last:
            return self._say(known.effect_last)
        return self._say(known.effect, office=following or self._say(N_("下一环节")))

    def told(self, task: Read, verb: str, following: str | None) -> str:
        """What is said when it was decided so: whose case it is, and who has it now; by its number where no words are known."""
        known = verb_of(task["kind"], task["stage"], verb)
        if known is None or not known.told:
            return self._say(DECIDED, no=task["case_no"], verb=self.verb(task["kind"], task["stage"], verb).words)
        words = known.told_last if following is None and known.told_last else known.told
        return self._say(words, name=self.row_title(task), office=following or self._say(N_("下一环节")))

    def phrases(self, kind: str, stage: str, verb: str) -> list[str]:
        """What people often write when they decide so."""
        known = verb_of(kind, stage, verb)
        return [self._say(phrase) for phrase in known.phrases] if known else []

    def off(self, kind: str, stage: str, verb: str) -> str:
        """How the drawing names the way that leads off; nothing where none does."""
        known = verb_of(kind, stage, verb)
        return self._say(known.off) if known and known.off else ""

    def logged(self, kind: str, entry: Read) -> str:
        """What an entry of the decision log is called."""
        verb, stage = str(entry["verb"]), str(entry.get("stage") or "")
        if verb == "close" and entry["details"].get("reason") == DONE:
            return self._say(DONE_WORDS)
        if entry["decision"]:
            return self.verb(kind, stage, verb).words
        known = KINDS.get(kind)
        return self._said((known.logged.get(verb) if known else None) or NOTED.get(verb), verb)

    def ending(self, kind: str, reason: str) -> str:
        """Why a task was closed without a decision."""
        known = KINDS.get(kind)
        return self._said((known.endings.get(reason) if known else None) or ENDED.get(reason), reason)

    def reason(self, kind: str, reason: str | None) -> str:
        """Why an office has the case once more; nothing where there is no reason."""
        known = KINDS.get(kind)
        found = (known.reasons.get(reason or "") if known else None) or AGAIN.get(reason or "")
        return self._say(found) if found else ""

    def attestation(self, kind: str, item: str) -> str:
        """What a reviewer attests."""
        known = KINDS.get(kind)
        return self._said(known.attestations.get(item) if known else None, item)

    def page(self, kind: str, case_id: str) -> tuple[str, str] | None:
        """Address and name of the owner's own page of the case, where there is one."""
        known = KINDS.get(kind)
        return (known.page.address % case_id, self._say(known.page.name)) if known and known.page else None

    def sheet(self, kind: str) -> str:
        """The title of the printed form, which is in Chinese whatever the page is in."""
        known = KINDS.get(kind)
        return known.sheet if known else "温州市“名师送教”审批单"

    def written(self, kind: str, entry: Read) -> str:
        """A decision as the printed form has it: 不予推荐：…; an opinion that says the verb itself stands alone."""
        verb, opinion = self.logged(kind, entry), entry["opinion"] or ""
        if not opinion:
            return f"{verb}。"
        return opinion if opinion.startswith(verb) else f"{verb}：{opinion}"

    def row_title(self, task: Read) -> str:
        """What a row of the inbox is called by."""
        known = KINDS.get(task["kind"])
        return str(task[known.row_title if known else "title"])

    def batched(self, kind: str) -> bool:
        """Whether cases of the kind may be decided several at once."""
        known = KINDS.get(kind)
        return known is not None and known.batched

    def any_batched(self, tasks: Iterable[Read]) -> bool:
        """Whether any of these may be."""
        return any(self.batched(task["kind"]) for task in tasks)

    def deed(self, kind: str, stage: str) -> bool:
        """Whether the stage is a deed, which nobody signs."""
        return deed_of(kind, stage) is not None

    def stages(self) -> dict[str, str]:
        """All stages, to choose from; one that several kinds have is called by all its names."""
        names: dict[str, dict[str, None]] = {}
        for known in KINDS.values():
            for code, stage in known.stages.items():
                names.setdefault(code, {})[self._say(stage.name)] = None
        return {code: "／".join(found) for code, found in names.items()}

    def verbs_of(self, tasks: Iterable[Read]) -> dict[str, str]:
        """What the verbs are called that these tasks have, where they are decided together."""
        found: dict[str, dict[str, None]] = {}
        for task in tasks:
            for verb in task["verbs"]:
                found.setdefault(verb, {})[self.verb(task["kind"], task["stage"], verb).words] = None
        return {verb: "／".join(words) for verb, words in found.items()}

    def attestations_of(self, tasks: Iterable[Read]) -> dict[str, str]:
        """What is attested of any of these tasks."""
        return {item: self.attestation(task["kind"], item) for task in tasks for item in task["attestations"]}

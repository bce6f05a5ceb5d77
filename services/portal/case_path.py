"""From a case's plan and log to the drawing of its path: done, here, next, and the ways that lead off."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.portal import formats
from services.portal.diagram import Branch, Path, Place, Stop
from services.portal.rendering import Language
from services.portal.words import N_, STAGES

Json = dict[str, Any]

REFUSED = {"SCHOOL_DECLINED": "school", "COUNTY_REJECTED": "county", "MUNICIPAL_REJECTED": "municipal"}
LEFT = {"WITHDRAWN": N_("已撤回"), "LAPSED": N_("已逾期失效")}
DECIDED = ("approve", "return", "reject")


@dataclass(frozen=True)
class Drawing:
    """What is needed to draw: the case, its state at the owner, the moment, and the language."""

    case: Json
    state: str
    now: datetime
    language: Language
    say: Callable[..., str]
    correction_until: str | None = None

    def path(self) -> Path:
        """The stops from the applicant to admission."""
        stages = self.case["plan"]["stages"]
        stops = (self._applicant(), *(self._stage(stage) for stage in stages), self._end())
        return Path(stops, self._sentence(stops))

    def _applicant(self) -> Stop:
        card = self.case["card"]
        sent = [entry for entry in self.case["log"] if entry["verb"] in ("submit", "resubmit")]
        lines = [card["applicant_name"], *([formats.short(sent[-1]["at"], self.language)] if sent else [])]
        if self.state == "RETURNED":
            until = formats.short(self.correction_until, self.language)
            lines.append(self.say(N_("请于 %(until)s 前修改"), until=until))
            return Stop(self.say(N_("申请人修改")), "here", tuple(lines))
        return Stop(self.say(N_("提交申请")), "done", tuple(lines))

    def _stage(self, stage: Json) -> Stop:
        name = self.say(STAGES[stage["stage"]])
        decision = self._decision(stage["stage"])
        here = self.case.get("here")
        if self._ended_at(stage["stage"]):
            return self._decided(name, decision, "ended", Branch(self.say(N_("驳回，流程结束")), taken=True))
        if here and here["stage"] == stage["stage"]:
            return self._here(name, here, stage)
        if decision and decision["verb"] == "approve":
            return self._decided(name, decision, "done")
        if decision and decision["verb"] == "return" and self.state == "RETURNED":
            return self._decided(name, decision, "next", Branch(self.say(N_("退回修改")), taken=True))
        place: Place = "next" if self._runs() else "skipped"
        return Stop(name, place, (self._holder(stage),) if self._runs() else ())

    def _here(self, name: str, here: Json, stage: Json) -> Stop:
        late = formats.moment(here["due_at"]) < self.now if here.get("due_at") else False
        waiting = formats.length(self.now - formats.moment(here["since"]), self.language)
        lines: tuple[str, ...] = (self._holder(stage), self.say(N_("已等待 %(time)s"), time=waiting))
        if here.get("due_at"):
            words = N_("期限 %(at)s") if not late else N_("已超过 %(at)s")
            lines = (*lines, self.say(words, at=formats.short(here["due_at"], self.language)))
        ways = (Branch(self.say(N_("退回：申请人修改"))), Branch(self.say(N_("驳回：流程结束"))))
        return Stop(name, "late" if late else "here", lines, ways)

    def _decided(self, name: str, decision: Json | None, place: Place, *branches: Branch) -> Stop:
        if decision is None:
            return Stop(name, place, (), branches)
        who = decision["actor_name"]
        if decision.get("acting_for_name"):
            who = self.say(N_("%(deputy)s 代 %(principal)s"), deputy=who, principal=decision["acting_for_name"])
        return Stop(name, place, (who, formats.short(decision["at"], self.language)), branches)

    def _end(self) -> Stop:
        if self.state in LEFT:
            ends = [e for e in self.case["log"] if e["verb"] in ("withdraw", "close")]
            lines = (formats.short(ends[-1]["at"], self.language),) if ends else ()
            return Stop(self.say(LEFT[self.state]), "ended", lines)
        if self.state == "ADMITTED":
            return Stop(self.say(N_("录取")), "done", (self.case["card"]["studio_name"],))
        return Stop(self.say(N_("录取")), "skipped" if self.state in REFUSED else "next")

    def _decision(self, stage: str) -> Json | None:
        """The stage's last decision, unless a decision of it was overtaken."""
        found = [e for e in self.case["log"] if e["stage"] == stage and e["verb"] in DECIDED and not e.get("overtaken")]
        return found[-1] if found else None

    def _ended_at(self, stage: str) -> bool:
        return REFUSED.get(self.state) == stage

    def _runs(self) -> bool:
        return self.state not in LEFT and self.state not in REFUSED and self.state != "ADMITTED"

    def _holder(self, stage: Json) -> str:
        return str(stage["office_name"])

    def _sentence(self, stops: tuple[Stop, ...]) -> str:
        done = [stop.name for stop in stops if stop.place == "done"]
        here = [stop.name for stop in stops if stop.place in ("here", "late", "ended")]
        after = [stop.name for stop in stops if stop.place == "next"]
        parts = [
            (N_("已完成：%(names)s。"), done),
            (N_("现在：%(names)s。"), here),
            (N_("接下来：%(names)s。"), after),
        ]
        comma = ", " if self.language == "en" else "、"
        return "".join(self.say(words, names=comma.join(names)) for words, names in parts if names)

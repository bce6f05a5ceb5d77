"""From a case's plan and log to the drawing of its path: done, here, next, and the ways that lead off."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.portal.cases.diagram import Branch, Path, Stop
from services.portal.cases.words import CaseWords, deed_of, kind_of, verb_of
from services.portal.frame import formats
from services.portal.frame.asked.cases import Case, Entry, PlannedStage
from services.portal.frame.asked.tasks import Place as Stand
from services.portal.frame.speech import Language, Speech
from services.portal.frame.words import N_
from services.portal.kinds.declared import Course, Place, Wait

# How a kind is drawn that is not known here: its stages, and nothing more.
UNKNOWN = Course(begins=N_("开始"), begun_by=(), goal=N_("办结"), ends={}, refused={})


@dataclass(frozen=True)
class Drawing:
    """What is needed to draw: the case, its state at the owner, the moment, and the language.

    `notes` stand under the place where the case waits without an office.
    """

    case: Case
    state: str
    now: datetime
    speech: Speech
    until: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The case's."""
        return str(self.case["card"]["kind"])

    @property
    def course(self) -> Course:
        """How this kind of case runs."""
        known = kind_of(self.kind)
        return known.course if known else UNKNOWN

    @property
    def language(self) -> Language:
        """Of the page."""
        return self.speech.language

    @property
    def say(self) -> Callable[..., str]:
        """Says a sentence of the catalogue."""
        return self.speech.say

    @property
    def words(self) -> CaseWords:
        """What stages and verbs are called."""
        return CaseWords(self.speech)

    def path(self) -> Path:
        """The stops from the beginning to the end."""
        stages = (self._stage(stage) for stage in self.case["plan"]["stages"])
        waits = (self._wait(wait) for wait in self.course.waits)
        stops = (self._beginning(), *stages, *waits, self._end())
        return Path(stops, self._sentence(stops))

    def _beginning(self) -> Stop:
        brought_by = self.case["card"]["applicant_name"]
        lines = [*((brought_by,) if brought_by else ()), *self._moment_of(self.course.begun_by)]
        if self.state == "RETURNED":
            until = formats.short(self.until, self.language)
            lines.append(self.say(N_("请于 %(until)s 前修改"), until=until))
            return Stop(self.say(N_("申请人修改")), "here", tuple(lines))
        return Stop(self.say(self.course.begins), "done", tuple(lines))

    def _stage(self, stage: PlannedStage) -> Stop:
        name = self.words.stage(self.kind, stage["stage"])
        here = [place for place in self.case["here"] if place["stage"] == stage["stage"]]
        if here:
            return self._here(name, here, stage)
        past = self._judged(name, stage) if stage["verbs"] else self._deed(name, stage)
        if past is not None:
            return past
        return Stop(name, "next", self._holders(stage)) if self._runs() else Stop(name, "skipped")

    def _here(self, name: str, here: list[Stand], stage: PlannedStage) -> Stop:
        """Where the case is; of several offices each is named, those that have decided first."""
        due, since = min(place["due_at"] for place in here), min(place["since"] for place in here)
        late = formats.moment(due) < self.now
        waiting = formats.length(self.now - formats.moment(since), self.language)
        words = N_("期限 %(at)s") if not late else N_("已超过 %(at)s")
        turn = max(place["turn"] for place in here)
        heard = [one for one in self._decisions(stage) if one["turn"] == turn] if len(stage["offices"]) > 1 else []
        lines = (
            *(line for decision in heard for line in self._said_by(stage["stage"], decision)),
            *(place["office_name"] for place in here),
            self.say(N_("已等待 %(time)s"), time=waiting),
            self.say(words, at=formats.short(due, self.language) + formats.tentative(due, self.language)),
        )
        off = (self.words.off(self.kind, stage["stage"], verb) for verb in stage["verbs"])
        return Stop(name, "late" if late else "here", lines, tuple(Branch(words) for words in off if words))

    def _decisions(self, stage: PlannedStage) -> list[Entry]:
        """The last decision of each office that has the stage, the earliest first."""
        found = {
            entry["seat"]: entry
            for entry in self.case["log"]
            if entry["decision"] and entry["stage"] == stage["stage"] and not entry["overtaken"]
        }
        return sorted(found.values(), key=lambda entry: entry["at"])

    def _judged(self, name: str, stage: PlannedStage) -> Stop | None:
        """A stage that was decided; None where its last decision has not led anywhere yet."""
        decisions = self._decisions(stage)
        if not decisions:
            return None
        decision = next((one for one in decisions if one["verb"] != "approve"), decisions[-1])
        verb = decision["verb"]
        lines = tuple(line for one in decisions for line in self._said_by(stage["stage"], one))
        known = verb_of(self.kind, stage["stage"], verb)
        if verb == "approve" or (known and known.passes):
            return Stop(name, "done", lines)
        if (place := self.course.refused.get(self.state)) and verb == "reject":
            over = (Branch(self._taken(stage["stage"], verb), taken=True),) if place == "ended" else ()
            return Stop(name, place, lines, over)
        if self.state in self.course.back:
            way = Branch(self.say(self.course.back[self.state]), taken=True)
            return Stop(name, "next", self._who_and_when(decision), (way,))
        return None

    def _said_by(self, stage: str, decision: Entry) -> tuple[str, ...]:
        """What was decided, by whom and when."""
        words = self.words.verb(self.kind, stage, decision["verb"]).words
        return (words, *self._who_and_when(decision))

    def _taken(self, stage: str, verb: str) -> str:
        return self.words.off(self.kind, stage, verb) or self.words.verb(self.kind, stage, verb).words

    def _who_and_when(self, decision: Entry) -> tuple[str, ...]:
        who = decision["actor_name"] or self.say(N_("系统"))
        if decision.get("acting_for_name"):
            who = self.say(N_("%(deputy)s 代 %(principal)s"), deputy=who, principal=decision["acting_for_name"])
        return (who, formats.short(decision["at"], self.language))

    def _deed(self, name: str, stage: PlannedStage) -> Stop | None:
        """A stage at which something is done with the owner: who did it, or that nobody did in time."""
        deed = deed_of(self.kind, stage["stage"])
        done = self._last(lambda e: deed is not None and e["verb"] == deed.logged)
        closed = self._last(lambda e: e["verb"] == "close" and e["stage"] == stage["stage"])
        if closed and closed["details"].get("reason") == "lapsed":
            return Stop(name, "skipped", (self.say(N_("逾期未提交")), formats.short(closed["at"], self.language)))
        told = done or closed
        if told is None or (done is None and told["details"].get("reason") != "done"):
            return None
        who = (told["actor_name"],) if told["actor_name"] else ()
        return Stop(name, "done", (*who, formats.short(told["at"], self.language)))

    def _wait(self, wait: Wait) -> Stop:
        name = self.say(wait.words)
        if self.state in wait.here:
            return Stop(name, "here", self.notes)
        place: Place = "done" if self.state in wait.beyond else "next" if self._runs() else "skipped"
        return Stop(name, place)

    def _end(self) -> Stop:
        if self._runs():
            return Stop(self.say(self.course.goal), "next")
        end = self.course.ends.get(self.state)
        if end is None:
            return Stop(self.words.state(self.kind, self.state).words, "ended")
        studio_name = self.case["card"]["studio_name"]
        studio = (studio_name,) if end.names_studio and studio_name else ()
        return Stop(self.say(end.words), end.place, (*studio, *self._moment_of(end.dated_by)))

    def _runs(self) -> bool:
        """Whether anything may still become of the case."""
        if self.case["card"]["finished"]:
            return False
        after = self.course.final_after.get(self.state)
        if after is not None:
            return self._last(lambda e: e["verb"] == "close" and e["stage"] == after) is None
        return self.state not in self.course.ends

    def _last(self, fits: Callable[[Entry], bool]) -> Entry | None:
        return next((entry for entry in reversed(self.case["log"]) if fits(entry)), None)

    def _moment_of(self, verbs: tuple[str, ...]) -> tuple[str, ...]:
        entry = self._last(lambda e: e["verb"] in verbs)
        return (formats.short(entry["at"], self.language),) if entry else ()

    def _holders(self, stage: PlannedStage) -> tuple[str, ...]:
        # An office without a scope is not known yet: which school will be asked, for one.
        pending = self.say(N_("待定"))
        return tuple(pending if office["key"].endswith(":") else office["name"] for office in stage["offices"])

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

"""What a kind of case declares of itself, so that its pages need no other place to look."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from contracts.authority import Right
from services.portal.frame.calls import Call
from services.portal.frame.navigation import Door
from services.portal.frame.speech import Speech
from services.portal.frame.typed import Typed
from services.portal.frame.visit import Visit
from services.portal.frame.words import Pill

Json = dict[str, Any]
# What a stop on the drawn path looks like.
Place = Literal["done", "here", "late", "next", "ended", "skipped"]


@dataclass(frozen=True)
class Verb:
    """A verb at one stage.

    `effect` says before the click what it will do; `%(office)s` in it is who comes next, and `effect_last` is said where nobody
    does. `told` and `told_last` say the same when it was done, `%(name)s` in them is what the case is called by in a list. `off`
    names the way in the drawing where it leads off the path. The case goes on after what `passes`, whatever was said.
    """

    words: str
    effect: str
    phrases: tuple[str, ...]
    effect_last: str = ""
    told: str = ""
    told_last: str = ""
    off: str = ""
    passes: bool = False


@dataclass(frozen=True)
class Doing:
    """One thing done at an owner's: by which call, with what of its form, and what is said afterwards."""

    call: Call[Any]
    body: Callable[[Typed], Json]
    said: str

    async def do(self, visit: Visit, form: Typed, *places: str) -> None:
        """Raises ProblemError where it is refused, FieldError for what cannot be sent as it was typed."""
        await visit.api.do(self.call, *places, body=self.body(form))


async def nothing(visit: Visit, owned: Json, typed: Typed) -> Json:  # noqa: ARG001
    """A form that offers no choice and knows of nothing but the case."""
    return {}


@dataclass(frozen=True)
class Deed:
    """A stage that is no decision: what the owner calls the right to it, where it is done, its button, the log's verb for it.

    Its form also stands in the bar of the case: `part` is the template of its fields, which sees the case as its owner keeps it
    (`owned`) and what is `offered` besides, by what was typed; `doing` is what sending it does; `written` names the fields with
    people's own words.
    """

    right: str
    page: str
    words: str
    logged: str
    part: str
    doing: Doing
    written: tuple[str, ...] = ()
    offers: Callable[[Visit, Json, Typed], Awaitable[Json]] = nothing


@dataclass(frozen=True)
class Stage:
    """A stage: its verbs, or the deed that is done there. `signed` heads its row on the printed form."""

    name: str
    verbs: Mapping[str, Verb] = field(default_factory=dict)
    deed: Deed | None = None
    signed: str = ""


@dataclass(frozen=True)
class End:
    """The last stop of a case that is over: its words, what it is drawn as, whose log entry dates it."""

    words: str
    place: Place
    dated_by: tuple[str, ...] = ()
    names_studio: bool = False


@dataclass(frozen=True)
class Wait:
    """A stop after the stages at which no office has the case: in which states it is there, and in which beyond."""

    words: str
    here: frozenset[str]
    beyond: frozenset[str]


@dataclass(frozen=True)
class Course:
    """How a kind of case runs, as its drawing needs it: where it begins, what it waits for, how it may end.

    `refused` says how a stage is drawn whose refusal ended the case in a state, `back` what the way is called where it only led
    back. A state in `final_after` is the end once that stage's task is closed.
    """

    begins: str
    begun_by: tuple[str, ...]
    goal: str
    ends: Mapping[str, End]
    refused: Mapping[str, Place]
    back: Mapping[str, str] = field(default_factory=dict)
    waits: tuple[Wait, ...] = ()
    final_after: Mapping[str, str] = field(default_factory=dict)


def as_it_is(content: Json, _: Speech) -> Json:
    """Content that is shown in its own words."""
    return content


@dataclass(frozen=True)
class Material:
    """What of a frozen revision is shown, in which words, and where its owner keeps it.

    `kept` asks its owner for the case, `files` is where the portal shows its papers. `optional` fields are left out where they are
    empty, those in `not_printed` on the printed form. `beside` is a template shown beside the case. Revisions are `counted` as
    submissions where only whoever brought the case makes them; elsewhere offices add theirs to them.
    """

    kept: Call[Any]
    files: str
    heading: str
    fields: Mapping[str, str]
    values: Callable[[Json, Speech], Json] = as_it_is
    optional: frozenset[str] = frozenset()
    not_printed: frozenset[str] = frozenset()
    beside: str | None = None
    counted: bool = False


@dataclass(frozen=True)
class Page:
    """The page of a case's owner, where there is more to see than the case itself."""

    address: str
    name: str


@dataclass(frozen=True)
class KindWords:
    """Everything pages say of one kind of case.

    `applicant` is what the one is called who brought it. `logged` has the verbs of the log that are no decisions, `endings` why a
    task was closed without one, `reasons` why an office has the case once more. Only what is `batched` is decided several at once.
    `listed` leads whoever has the right to a list of this kind alone.
    """

    kind: str
    name: str
    applicant: str
    states: Mapping[str, Pill]
    stages: Mapping[str, Stage]
    logged: Mapping[str, str]
    endings: Mapping[str, str]
    course: Course
    material: Material
    sheet: str
    reasons: Mapping[str, str] = field(default_factory=dict)
    warnings: Mapping[str, str] = field(default_factory=dict)
    attestations: Mapping[str, str] = field(default_factory=dict)
    page: Page | None = None
    listed: tuple[Right, Door] | None = None
    batched: bool = False
    row_title: Literal["applicant_name", "title"] = "title"


# How the buttons of the three verbs look, whatever they are called.
TONES: Final = {"approve": ("good", "check"), "return": ("soon", "arrow-back-up"), "reject": ("late", "x")}

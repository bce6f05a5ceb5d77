"""The steps of an application: what is typed in each, what each must have, and where one is."""

from typing import Literal, get_args

from services.portal.frame.asked.applications import Application
from services.portal.frame.clients import Json, ProblemError
from services.portal.frame.typed import FILL_IN, GapsError, Typed
from services.portal.frame.words import N_

Step = Literal["studio", "about", "files", "check"]
STEPS: tuple[Step, ...] = get_args(Step)
FIELDS = ("round_id", "studio_id", "motivation", "post", "title", "phone")
CHOSEN = ("round_id", "studio_id")
ABOUT = {"motivation", "post", "title", "phone"}
# What a step asks for before one goes on; going back or leaving it for later asks for nothing.
MUST: dict[Step, dict[str, str]] = {
    "studio": {"round_id": N_("请选择招收批次。"), "studio_id": N_("请选择一个工作室。")},
    "about": {name: FILL_IN for name in FIELDS if name in ABOUT},
}


def sent_from(typed: Typed, problem: ProblemError) -> Step:
    """The step a form that comes back was sent from."""
    if "step" in typed:
        return step_in(typed, "step")
    return faulty_step(problem) if "version" in typed else "files"


def faulty_step(problem: ProblemError) -> Step:
    """The step that shows each fault beside its field; where they lie in several, the last look names the way to each."""
    return "about" if problem.fields and problem.fields.keys() <= ABOUT else "check"


def stored(application: Application) -> Json:
    """The fields of the draft as the service has them."""
    draft: Json = dict(application["draft"] or {})
    return {name: draft.get(name) for name in FIELDS}


def require(step: Step, form: Typed, saved: Json | None = None) -> None:
    """Raises GapsError for what the step must have and has not, neither as typed now nor as saved before."""
    typed = (saved or {}) | typed_fields(form)
    gaps = {name: words for name, words in MUST.get(step, {}).items() if not str(typed.get(name) or "").strip()}
    if gaps:
        raise GapsError(gaps)


def typed_fields(form: Typed) -> Json:
    """The fields this step's form carries, as typed; the others stay as they are."""
    return {name: form[name] for name in FIELDS if name in form}


def to_save(form: Typed) -> Json:
    """The same as they are saved; raises FieldError for a choice that is no id."""
    return typed_fields(form) | {name: form.id(name) for name in CHOSEN if name in form}


def step_in(form: Typed, field: str) -> Step:
    """The step a field of the form names."""
    return next((step for step in STEPS if step == form[field]), "about")

"""The chips above the list of studios: each with how many it would leave, and why a list is empty."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from services.portal.frame.asked.studios import Counted, Counts
from services.portal.frame.speech import Speech
from services.portal.frame.words import N_
from services.portal.pages.studio.words import SCHOOL_LEVELS, STATES, TRACKS

NARROWED: Final = ("county", "school_level", "track", "subject", "state")


@dataclass(frozen=True)
class Choice:
    """One chip. `words` are in the page's language, or somebody's own."""

    value: str
    words: str
    count: int


@dataclass(frozen=True)
class Facet:
    """A row of chips. `without` is how many studios there would be without the choice made here; None is not known."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    chosen: Choice | None
    without: int | None


def facets(counts: Counts, filters: Mapping[str, str], counties: Mapping[str, str], speech: Speech) -> list[Facet]:
    """The rows of chips: what nobody could choose is left out, what is chosen never is."""
    states = {code: speech.say(pill.words) for code, pill in STATES.items()}
    levels, tracks = ({word: speech.say(word) for word in words} for words in (SCHOOL_LEVELS, TRACKS))
    names = {each["value"]: each["name"] or each["value"] for each in counts["county"]} | dict(counties)

    values = {name: counts[name] for name in NARROWED}

    def row(name: str, label: str, order: Iterable[str], words: Mapping[str, str]) -> Facet:
        choices = _choices(order, values[name], filters[name], words)
        without = sum(each["count"] for each in values[name])
        return Facet(name, label, choices, _chosen(choices, filters[name]), without)

    found = (
        row("county", N_("按县"), counties, names),
        row("school_level", N_("按学段"), levels, levels),
        row("track", N_("按类别"), tracks, tracks),
        row("subject", N_("按学科"), (), {}),
        row("state", N_("按状态"), states, states),
        _short(counts["short"], filters["short"], speech),
    )
    return [facet for facet in found if facet.choices]


def _choices(order: Iterable[str], counted: list[Counted], chosen: str, words: Mapping[str, str]) -> tuple[Choice, ...]:
    """Those known beforehand in their order, then the others as they were counted."""
    numbers = {each["value"]: each["count"] for each in counted}
    values = dict.fromkeys((*(value for value in (*order, *numbers) if value in numbers), chosen))
    # What has no name cannot stand in the address.
    return tuple(Choice(value, words.get(value, value), numbers.get(value, 0)) for value in values if value)


def _short(short: int, chosen: str, speech: Speech) -> Facet:
    choices = (Choice("true", speech.say(N_("未达标")), short),) if short or chosen else ()
    return Facet("short", N_("按学员"), choices, _chosen(choices, chosen), None)


def _chosen(choices: tuple[Choice, ...], value: str) -> Choice | None:
    return next((choice for choice in choices if choice.value == value), None)

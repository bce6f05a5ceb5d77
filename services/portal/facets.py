"""The chips above the list of studios: each with how many it would leave, and why a list is empty."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.portal.clients import Json
from services.portal.words import N_, STUDIO_STAGES, STUDIO_STATES, TRACKS


@dataclass(frozen=True)
class Choice:
    """One chip. `words` are a key of the catalogue, or somebody's own words that it does not know."""

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


def facets(counts: Json, filters: Mapping[str, str], counties: Mapping[str, str]) -> list[Facet]:
    """The rows of chips: what nobody could choose is left out, what is chosen never is."""
    states = {code: pill.words for code, pill in STUDIO_STATES.items()}
    names = {each["value"]: each["name"] or each["value"] for each in counts["county"]} | dict(counties)

    def row(name: str, label: str, order: Iterable[str], words: Mapping[str, str]) -> Facet:
        choices = _choices(order, counts[name], filters[name], words)
        without = sum(each["count"] for each in counts[name])
        return Facet(name, label, choices, _chosen(choices, filters[name]), without)

    found = (
        row("county", N_("按县"), counties, names),
        row("school_level", N_("按学段"), STUDIO_STAGES, {}),
        row("track", N_("按类别"), TRACKS, {}),
        row("subject", N_("按学科"), (), {}),
        row("state", N_("按状态"), STUDIO_STATES, states),
        _short(counts["short"], filters["short"]),
    )
    return [facet for facet in found if facet.choices]


def _choices(order: Iterable[str], counted: list[Json], chosen: str, words: Mapping[str, str]) -> tuple[Choice, ...]:
    """Those known beforehand in their order, then the others as they were counted."""
    numbers = {each["value"]: each["count"] for each in counted}
    values = dict.fromkeys((*(value for value in (*order, *numbers) if value in numbers), chosen))
    # What has no name cannot stand in the address.
    return tuple(Choice(value, words.get(value, value), numbers.get(value, 0)) for value in values if value)


def _short(short: int, chosen: str) -> Facet:
    choices = (Choice("true", N_("缺学员"), short),) if short or chosen else ()
    return Facet("short", N_("按学员"), choices, _chosen(choices, chosen), None)


def _chosen(choices: tuple[Choice, ...], value: str) -> Choice | None:
    return next((choice for choice in choices if choice.value == value), None)

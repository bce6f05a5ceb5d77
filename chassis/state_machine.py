"""State machines as data: every permitted change is one line, and nothing else changes a state."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Change[State: str](NamedTuple):
    """One permitted change."""

    source: State
    action: str
    target: State


class Machine[State: str]:
    """All ways of a record from state to state.

    `decisions` says which action a decision (stage, verb) of people stands for. Raises ValueError for an action that leads
    to two places, for the same change twice, and for a decision that stands for no action.
    """

    def __init__(
        self,
        changes: Iterable[tuple[State, str, State]],
        decisions: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        self.changes = tuple(Change(*change) for change in changes)
        self.decisions: Mapping[tuple[str, str], str] = dict(decisions or {})
        self.states: tuple[State, ...] = tuple(
            dict.fromkeys(state for change in self.changes for state in (change.source, change.target))
        )
        self.final = frozenset(self.states) - {change.source for change in self.changes}
        self._sources: dict[str, tuple[State, ...]] = {}
        self._targets: dict[str, State] = {}
        for change in self.changes:
            self._add(change)
        if unknown := set(self.decisions.values()) - self._targets.keys():
            raise ValueError(f"decisions stand for actions that do not exist: {sorted(unknown)}")

    def _add(self, change: Change[State]) -> None:
        sources = self._sources.get(change.action, ())
        if change.source in sources or self._targets.setdefault(change.action, change.target) != change.target:
            raise ValueError(f"{change.action} is ambiguous from {change.source}")
        self._sources[change.action] = (*sources, change.source)

    def sources(self, action: str) -> tuple[State, ...]:
        """The states an action may be taken in; none for an action that does not exist."""
        return self._sources.get(action, ())

    def target(self, action: str) -> State:
        """The state an action leads to. Raises KeyError for an action that does not exist."""
        return self._targets[action]

    def allows(self, state: str, action: str) -> bool:
        """Whether the action may be taken in that state."""
        return state in self.sources(action)

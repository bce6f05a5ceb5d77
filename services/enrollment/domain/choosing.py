"""Which studios a round is opened for: named one by one or by county, and only those that recruit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.errors import InvalidError, invalid_field
from contracts.events.enrollment import StudioState
from services.enrollment.domain.life import RECRUITS
from services.enrollment.domain.studio_problems import STATES

MOST_NAMED = 5


@dataclass(frozen=True)
class NamedStudio:
    """A studio that was named, or lies in a county that was."""

    id: UUID
    name: str
    county: str
    state: StudioState


@dataclass(frozen=True)
class Named:
    """What somebody named, and the studios found there."""

    studio_ids: frozenset[UUID]
    counties: frozenset[str]
    found: Sequence[NamedStudio]

    def chosen(self) -> set[UUID]:
        """The studios of the round. Raises InvalidError where one that was named is not there or does not recruit."""
        if missing := self.studio_ids - {studio.id for studio in self.found}:
            raise _unknown(missing)
        named = [studio for studio in self.found if studio.id in self.studio_ids]
        if resting := [studio for studio in named if studio.state not in RECRUITS]:
            raise _not_recruiting(resting)
        if not (chosen := {studio.id for studio in self.found if studio.state in RECRUITS}):
            raise _none_recruits()
        return chosen

    def could_have_been(self, kept: Collection[UUID]) -> bool:
        """Whether a round of these studios was opened by the same words, though some may have stopped recruiting since."""
        found = {studio.id for studio in self.found}
        recruiting = {studio.id for studio in self.found if studio.state in RECRUITS}
        return self.studio_ids | recruiting <= set(kept) <= found


def _unknown(missing: Collection[UUID]) -> InvalidError:
    named = "、".join(str(studio_id) for studio_id in sorted(missing)[:MOST_NAMED])
    return invalid_field(
        "studio_ids", "unknown_studio", f"没有这些工作室：{named}", f"There are no such studios: {named}"
    )


def _not_recruiting(resting: Sequence[NamedStudio]) -> InvalidError:
    listed = resting[:MOST_NAMED]
    zh = "、".join(f"{studio.name}（{STATES[studio.state].zh}）" for studio in listed)
    en = "; ".join(f"{studio.name} ({STATES[studio.state].en})" for studio in listed)
    return invalid_field(
        "studio_ids",
        "studio_not_recruiting",
        f"这些工作室现在不招收学员，请从批次中去掉：{zh}",
        f"These studios take nobody in now; leave them out of the round: {en}",
    )


def _none_recruits() -> InvalidError:
    return invalid_field(
        "counties",
        "no_studios",
        "这些县没有正在招收学员的工作室。请先导入工作室，或待工作室开始招收后再设立批次。",
        "No studio there takes members in. Import studios first, or wait until some recruit.",
    )

"""What people are told when something about a round cannot be done: what is wrong, and what to do."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.errors import ConflictError, InvalidError, Text, invalid_field
from services.enrollment.domain.round.standing import NamedStudio
from services.enrollment.domain.studio.problems import STATES


def unknown_round() -> InvalidError:
    """No such round."""
    return invalid_field(
        "round_id", "unknown_round", "没有这个招收批次，请重新选择。", "There is no such round. Choose again."
    )


MOST_NAMED: Final = 5


def unknown_studios(missing: Collection[UUID]) -> InvalidError:
    """Studios that are not there were named."""
    named = "、".join(str(studio_id) for studio_id in sorted(missing)[:MOST_NAMED])
    return invalid_field(
        "studio_ids", "unknown_studio", f"没有这些工作室：{named}", f"There are no such studios: {named}"
    )


def studios_not_recruiting(resting: Sequence[NamedStudio]) -> InvalidError:
    """Studios that take nobody in were named."""
    listed = resting[:MOST_NAMED]
    zh = "、".join(f"{studio.name}（{STATES[studio.state].zh}）" for studio in listed)
    en = "; ".join(f"{studio.name} ({STATES[studio.state].en})" for studio in listed)
    return invalid_field(
        "studio_ids",
        "studio_not_recruiting",
        f"这些工作室现在不招收学员，请从批次中去掉：{zh}",
        f"These studios take nobody in now; leave them out of the round: {en}",
    )


def none_recruits() -> InvalidError:
    """No studio of the counties that were named recruits."""
    return invalid_field(
        "counties",
        "no_studios",
        "这些县没有正在招收学员的工作室。请先导入工作室，或待工作室开始招收后再设立批次。",
        "No studio there takes members in. Import studios first, or wait until some recruit.",
    )


def round_exists() -> ConflictError:
    """Another round under the same id."""
    text = Text(
        "这个编号的招收批次已经存在，内容不同。要改截止时间请用“延长”。",
        "A round with this id exists and differs. To change its end, extend it.",
    )
    return ConflictError("round_exists", text)


def already_closed(at: datetime) -> ConflictError:
    """What has closed is not opened again."""
    text = Text(
        "这个批次已经截止，不能延长。请另设一个批次。",
        "This round has closed and cannot be extended. Open another one.",
    )
    return ConflictError("round_closed", text, extra={"at": at.isoformat()})


def not_later() -> InvalidError:
    """A round is only ever extended."""
    return invalid_field(
        "closes_at",
        "not_later",
        "新的截止时间必须晚于现在和原来的截止时间。",
        "The new end must lie after now and after the present end.",
    )


NOT_OF_THE_ROUND = Text(
    "本批次没有这个县或工作室，请从列表中选择。", "This round has no such county or studio. Choose from its list."
)
TWICE = Text("这个县或工作室的名额写了两次，请留一个。", "This county or studio is named twice. Keep one of them.")


def too_few_places(admitted: int) -> Text:
    """Fewer places than were admitted."""
    return Text(
        f"已录取 {admitted} 人，名额不能少于已录取的人数。",
        f"{admitted} have been admitted already; there cannot be fewer places.",
    )


def quotas_fixed(at: datetime) -> ConflictError:
    """Quotas are those of an open round."""
    text = Text("这个批次已经截止，名额不能再改。", "This round has closed; its quotas cannot be changed any more.")
    return ConflictError("round_closed", text, extra={"at": at.isoformat()})

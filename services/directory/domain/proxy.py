"""Proxies (委托): from–to, for offices the principal holds; what one holds for another cannot be passed on."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from chassis.errors import FieldError, Text
from contracts.authority import Right, may_anywhere

LATEST = datetime(2199, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Wish:
    """A proxy as asked for."""

    principal_id: UUID
    deputy_id: UUID
    offices: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime

    def starts(self, now: datetime) -> datetime:
        """The first moment it can be used."""
        return max(self.valid_from, now)


def wish_faults(wish: Wish, held: AbstractSet[str], deputy_is_known: bool, now: datetime) -> list[FieldError]:
    """Everything wrong with it. `held` are the principal's own offices when it starts, never those held by proxy."""
    faults = [FieldError("deputy_id", text) for text in _deputy_faults(wish, deputy_is_known)]
    if not wish.offices:
        faults.append(FieldError("offices", Text("请至少选择一个职务。", "Choose at least one office.")))
    for index, key in enumerate(wish.offices):
        text = _office_fault(key, held)
        if text is not None:
            faults.append(FieldError(f"offices.{index}", text))
    if wish.valid_until <= wish.valid_from:
        text = Text("结束时间应晚于开始时间。", "The end must be later than the start.")
        faults.append(FieldError("valid_until", text))
    elif wish.valid_until <= now:
        text = Text("结束时间已经过去，请改到今后。", "The end has passed already; choose a later one.")
        faults.append(FieldError("valid_until", text))
    elif wish.valid_until > LATEST:
        text = Text("日期不合理，请检查年份。", "This date cannot be meant; check the year.")
        faults.append(FieldError("valid_until", text))
    return faults


def ended(valid_from: datetime, valid_until: datetime, now: datetime) -> datetime:
    """When a proxy revoked now is over: at once, and one that has not begun never begins."""
    return min(valid_until, max(now, valid_from))


def _deputy_faults(wish: Wish, known: bool) -> list[Text]:
    if wish.deputy_id == wish.principal_id:
        return [Text("不能委托给自己。", "You cannot be your own deputy.")]
    return [] if known else [Text("找不到这个人，请重新选择。", "There is no such person; choose again.")]


def _office_fault(key: str, held: AbstractSet[str]) -> Text | None:
    if key not in held:
        return Text(
            "只能委托届时由您本人担任的职务；代理来的职务不能再转委托。",
            "Only offices you will hold yourself can be lent; what you hold as a deputy cannot be passed on.",
        )
    if not may_anywhere(Right.LEND_OFFICE, [key]):
        return Text("这个职务不能委托。", "This office cannot be lent.")
    return None

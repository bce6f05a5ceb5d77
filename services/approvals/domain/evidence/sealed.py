"""What has become of a case since it was sealed: a log only grows, and its owner's news only get newer."""

from collections.abc import Iterable
from typing import Any

from services.approvals.domain.evidence.flaw import Flaw
from services.approvals.domain.seal import Head


def sealed_flaws(seal: str, head: Head, now: Any) -> Iterable[Flaw]:
    """What differs from the seal of that name; `now` is what is there of the case, with the `hmac` of the entry sealed as its last."""
    if now.there is None:
        yield Flaw(head.case_id, None, "missing", f"{seal} has the case, with a log of {head.length}; it is gone")
        return
    if now.log_length < head.length or (head.length and now.hmac is None):
        says = f"{seal} has a log of {head.length}, the case one of {now.log_length}: its end was cut off"
        yield Flaw(head.case_id, head.length, "cut_off", says)
    elif (now.hmac or "") != head.head:
        yield Flaw(head.case_id, head.length, "changed", f"{seal} has another entry")
    for what, then, there in (
        ("state", head.state_version, now.state_version),
        ("card", head.card_version, now.card_version),
    ):
        if there < then:
            yield Flaw(head.case_id, None, "state", f"{seal} has its {what} of version {then}, its row one of {there}")

"""What people are told when something cannot be done: what is wrong, and what to do."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from chassis.errors import (
    ConflictError,
    FieldError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    Text,
    not_found,
)
from services.approvals.domain.words import ATTESTATIONS, ENDS, VERBS, called


def no_such_task() -> NotFoundError:
    """The task is not there, or not the caller's to see."""
    return not_found("找不到这件事项，或您无权查看。", "There is no such task, or it is not yours to see.")


def no_such_case() -> NotFoundError:
    """The case is not there, or not the caller's to see."""
    return not_found("找不到这件申请事项，或您无权查看。", "There is no such case, or it is not yours to see.")


def not_as_signed() -> NotFoundError:
    """One answer for an unknown number, a wrong code and a changed entry: whoever guesses learns nothing from it."""
    return not_found(
        "核对不上：没有与此相符的有效签名。请检查编号和校验码，或重新扫描二维码；仍核对不上的，请向出具单位核实。",
        "It does not match: there is no such valid signature. Check number and code or scan again; "
        "if it still does not match, ask the office that issued the paper.",
    )


def no_such_file() -> NotFoundError:
    """The file is not there, or not the caller's to see."""
    return not_found("找不到这个附件，或您无权查看。", "There is no such file, or it is not yours to see.")


def no_such_batch() -> NotFoundError:
    """The job is not there, or somebody else's."""
    return not_found("找不到这次批量办理。", "There is no such batch of yours.")


def not_overseeing() -> ForbiddenError:
    """Who holds no office of a county or the city has no counts of theirs."""
    return ForbiddenError(
        "not_overseeing",
        Text("办理情况只对县、市主管部门显示。", "How things stand is shown to offices of counties and the city only."),
    )


def not_your_office() -> ForbiddenError:
    """The case may be seen, but another office decides."""
    return ForbiddenError(
        "not_your_office",
        Text(
            "该事项不由您的部门办理；如代理他人，请先选择代理身份。",
            "Another office decides this. To act as a deputy, choose for whom first.",
        ),
    )


def proxy_not_valid() -> ForbiddenError:
    """The proxy named does not cover this office now."""
    return ForbiddenError(
        "proxy_not_valid",
        Text(
            "这项委托现在不适用于该部门，可能已到期或被收回。请以本人身份办理或请委托人办理。",
            "This proxy does not cover the office now; it may have ended. Act in your own name or ask the principal.",
        ),
    )


def already_decided(by: str, at: datetime | None, verb: str) -> ConflictError:
    """Somebody was first."""
    word = called(verb, VERBS)
    return ConflictError(
        "already_decided",
        Text(
            f"{by}已办结（{word.zh}），本次操作未生效。请看办理记录。",
            f"{by} has already decided ({word.en}); yours did not take effect. See the log.",
        ),
        extra={"by": by, "at": _iso(at), "verb": verb},
    )


def task_closed(reason: str, at: datetime | None) -> ConflictError:
    """There is nothing to decide any more."""
    why = called(reason, ENDS)
    return ConflictError(
        "task_closed",
        Text(f"该事项已结束：{why.zh}，无需办理。", f"This task has ended: {why.en}. Nothing is left to do."),
        extra={"reason": reason, "at": _iso(at)},
    )


def case_ended() -> ConflictError:
    """The owner has told that nothing can become of the case any more."""
    return ConflictError(
        "case_ended",
        Text(
            "该申请事项已经结束，不需要再办理。请刷新页面查看结果。",
            "This case has ended, and nothing is left to decide. Reload the page to see how.",
        ),
    )


def stale_revision(revision: int, content_hash: str) -> ConflictError:
    """What was read is not what lies before the office."""
    return ConflictError(
        "stale_revision",
        Text(
            "申请内容已变化，您看到的不是最近一次提交。请刷新后再办理。",
            "The application has changed: you read another revision than the one to decide. Reload, then decide.",
        ),
        extra={"revision": revision, "content_hash": content_hash},
    )


def claimed(by: str, at: datetime | None, lasts: timedelta) -> ConflictError:
    """Somebody else has taken the task on."""
    until = at + lasts if at else None
    return ConflictError(
        "claimed",
        Text(
            f"{by}正在办理该事项。请待其放回，或两小时后再办理。",
            f"{by} is working on this task. Wait until it is released, at most two hours.",
        ),
        extra={"by": by, "at": _iso(at), "until": _iso(until)},
    )


def verb_not_allowed(verbs: Iterable[str]) -> InvalidError:
    """This stage does not know that verb."""
    words = [called(verb, VERBS) for verb in verbs]
    return _field(
        "verb",
        "verb_not_allowed",
        Text(
            f"这一环节只能：{'、'.join(word.zh for word in words)}。",
            f"At this stage a case can only be {', '.join(word.en for word in words)}.",
        ),
    )


def opinion_required(shortest: int) -> InvalidError:
    """Whatever is no approval needs a reason; `shortest` in characters."""
    return _field(
        "opinion",
        "opinion_required",
        Text(
            f"不同意的，请写明理由，至少{shortest}个字。",
            f"Unless you approve, say why: at least {shortest} characters.",
        ),
        shortest=shortest,
    )


def opinion_too_long(longest: int) -> InvalidError:
    """More than the rules take; `longest` in characters."""
    return _field(
        "opinion",
        "opinion_too_long",
        Text(
            f"意见最多{longest}个字，请精简；材料可作为附件上传。",
            f"An opinion has at most {longest} characters. Shorten it; papers can be added as files.",
        ),
        longest=longest,
    )


def attestations_required(missing: Iterable[str]) -> InvalidError:
    """Nobody approves without the four attestations (Art. 4.3)."""
    names = [called(item, ATTESTATIONS) for item in missing]
    return _field(
        "attestations",
        "attestations_required",
        Text(
            f"同意前请逐项确认：{'、'.join(name.zh for name in names)}。",
            f"Before approving, attest: {', '.join(name.en for name in names)}.",
        ),
        missing=list(missing),
    )


def too_many_files(most: int) -> ConflictError:
    """Enough files wait for one decision."""
    return ConflictError(
        "too_many_files",
        Text(f"一次办理最多附{most}个文件。", f"At most {most} files go with a decision."),
        extra={"limit": most},
    )


def _field(name: str, code: str, text: Text, **extra: Any) -> InvalidError:
    return InvalidError(code, text, fields=(FieldError(name, text),), extra=extra)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None

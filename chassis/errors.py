"""One hierarchy of errors, told to callers as RFC 9457 problem details in the reader's language."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any


@dataclass(frozen=True)
class Text:
    """One sentence in both languages: what is wrong, and what to do."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        """The sentence in `en`, or else in Chinese."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field, named as in the request body (`motivation`, `files.0`)."""

    name: str
    text: Text


@dataclass
class ProblemError(Exception):
    """Base of everything a caller is told. `code` is stable and for programs; `text` is for people."""

    code: str
    text: Text
    fields: tuple[FieldError, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    status = HTTPStatus.BAD_REQUEST

    def __str__(self) -> str:
        return f"{self.code}: {self.text.en}"

    def kept(self) -> dict[str, str]:
        """In a form that can be kept and told later, in either language."""
        return {"code": self.code, "zh": self.text.zh, "en": self.text.en}


class InvalidError(ProblemError):
    """422: the request is understood and wrong."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class UnauthenticatedError(ProblemError):
    """401: no, or no valid, token."""

    status = HTTPStatus.UNAUTHORIZED


class ForbiddenError(ProblemError):
    """403: visible to the caller, but not theirs to do."""

    status = HTTPStatus.FORBIDDEN


class NotFoundError(ProblemError):
    """404: not there, or not to be seen by the caller."""

    status = HTTPStatus.NOT_FOUND


class ConflictError(ProblemError):
    """409: somebody or something else came first; `extra` says who and when."""

    status = HTTPStatus.CONFLICT


class TooLargeError(ProblemError):
    """413: more than the limit named."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class TooManyError(ProblemError):
    """429: try again later; `extra["retry_after"]` in seconds."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class UnavailableError(ProblemError):
    """503: a part needed is away; nothing was done."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


def invalid_field(name: str, code: str, zh: str, en: str) -> InvalidError:
    """The common case: one field is wrong."""
    text = Text(zh, en)
    return InvalidError(code, text, fields=(FieldError(name, text),))


def not_found(zh: str = "找不到该内容，或您无权查看。", en: str = "Not found, or not yours to see.") -> NotFoundError:
    """What a person may not see is not there."""
    return NotFoundError("not_found", Text(zh, en))

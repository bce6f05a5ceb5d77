"""Errors as RFC 9457 problem details, in the reader's language."""

from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from chassis import correlation
from chassis.errors import FieldError, InvalidError, ProblemError, Text, UnavailableError
from chassis.texts import HIDDEN
from chassis.web.fields import HIDDEN_CHARACTERS
from chassis.web.headers import ALWAYS
from chassis.web.http import language_of

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"

# pydantic's kinds of fault in plain words; what is not listed is told in general.
FAULTS = {
    "missing": Text("这一项必须填写。", "This field is required."),
    "string_too_long": Text("内容太长，最多 {max_length} 个字。", "Too long: at most {max_length} characters."),
    "string_too_short": Text("内容太短，至少 {min_length} 个字。", "Too short: at least {min_length} characters."),
    "uuid_parsing": Text("编号格式不对。", "This is not a valid id."),
    "json_invalid": Text("请求不是有效的 JSON。", "The request is not valid JSON."),
    HIDDEN_CHARACTERS: HIDDEN,
    "extra_forbidden": Text("没有这一项。", "There is no such field."),
}
GENERAL = Text("这一项的格式不对。", "This field is not of the right form.")
TOGETHER = Text("有 {count} 项需要修改，请看各项旁的说明。", "{count} fields need a change; see the note beside each.")


def install(app: FastAPI) -> None:
    """One handler for the whole hierarchy of errors."""
    app.add_exception_handler(ProblemError, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(DBAPIError, _on_database)
    app.add_exception_handler(PoolTimeoutError, _on_database)
    app.add_exception_handler(OSError, _on_database)
    app.add_exception_handler(Exception, _on_unexpected)


def response(request: Request, problem: ProblemError) -> JSONResponse:
    """The problem as the caller gets it."""
    language = language_of(request.headers.get("accept-language"))
    body: dict[str, Any] = {
        "type": f"urn:songjiao:problem:{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": int(problem.status),
        "detail": problem.text.in_(language),
        "instance": request.url.path,
        "code": problem.code,
        "correlation_id": correlation.current(),
    }
    if problem.fields:
        body["errors"] = [{"field": fault.name, "detail": fault.text.in_(language)} for fault in problem.fields]
    # What nobody expected is answered outside the middleware that would else add the headers of every answer.
    headers = {"Content-Language": language, **ALWAYS}
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if "retry_after" in problem.extra:
        headers["Retry-After"] = str(problem.extra["retry_after"])
    return JSONResponse(problem.extra | body, problem.status, headers, media_type=MEDIA_TYPE)


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return response(request, error)


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = tuple(_field(fault) for fault in error.errors())
    text = Text(TOGETHER.zh.format(count=len(fields)), TOGETHER.en.format(count=len(fields)))
    return response(request, InvalidError("invalid", text, fields))


def _field(fault: dict[str, Any]) -> FieldError:
    # The first part names where the field came from (body, query, path), which is of no use to people.
    name = ".".join(str(part) for part in fault["loc"][1:]) or str(fault["loc"][0])
    known = FAULTS.get(fault["type"], GENERAL)
    context = fault.get("ctx", {})
    try:
        return FieldError(name, Text(known.zh.format(**context), known.en.format(**context)))
    except KeyError:
        return FieldError(name, GENERAL)


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    texts = {
        404: Text("没有这个地址。", "There is nothing at this address."),
        405: Text("这个地址不支持该操作。", "This address does not allow that method."),
    }
    text = texts.get(error.status_code, Text("请求无法处理。", "The request cannot be handled."))
    problem = ProblemError(f"http_{error.status_code}", text)
    problem.status = HTTPStatus(error.status_code)
    answer = response(request, problem)
    answer.headers.update(error.headers or {})
    return answer


async def _on_database(request: Request, error: Exception) -> Response:
    log.error("http.database_unavailable", error=f"{type(error).__name__}: {error}"[:500])
    text = Text(
        "系统暂时忙不过来，您的内容没有丢失，请稍后再试。",
        "A part of the system is away just now. Nothing was lost; try again.",
    )
    return response(request, UnavailableError("unavailable", text, extra={"retry_after": 2}))


async def _on_unexpected(request: Request, error: Exception) -> Response:
    log.exception("http.unexpected", error=type(error).__name__)
    text = Text(
        "系统出错了，请稍后再试；如一直这样，请把编号告诉管理员。",
        "Something went wrong on our side. Try again, or tell us the id.",
    )
    problem = ProblemError("unexpected", text)
    problem.status = HTTPStatus.INTERNAL_SERVER_ERROR
    return response(request, problem)

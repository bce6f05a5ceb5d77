"""The OAuth2 token endpoint (RFC 6749, 8693), its keys, and sign-out."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from chassis import clock
from chassis.clock import SHANGHAI
from chassis.errors import Text
from chassis.store.database import Database
from chassis.web.http import Caller, Language, Tx
from chassis.web.revocations import LONGEST_TOKEN
from chassis.web.serving import service_of
from services.directory.api.parts import Mint, OwnDatabase, PasswordGate
from services.directory.commands.account import session
from services.directory.commands.account.personal_token import is_good
from services.directory.commands.account.sign_in import Locked, SignedIn, Wrong, sign_in
from services.directory.credentials.token import TokenMint, read_personal_token, scope_text
from services.directory.queries.account import sign_in as queries
from services.directory.queries.account.personal_token import personal_token

router = APIRouter(tags=["sign-in"])

TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 - a name, not a secret
ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - a name, not a secret
NEVER_STORED = {"Cache-Control": "no-store"}


class TokenRequest(BaseModel):
    """What a grant needs; which fields, depends on `grant_type`."""

    grant_type: str | None = None
    username: str | None = None
    password: str | None = None
    refresh_token: str | None = None
    subject_token: str | None = None


class TokenAnswer(BaseModel):
    """An access token, good for five minutes, and for people a refresh token."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a name, not a secret
    expires_in: int
    scope: str
    refresh_token: str | None = None
    issued_token_type: str | None = None


class TokenRefusal(BaseModel):
    """RFC 6749, 5.2; `retry_after` in seconds where the login is locked."""

    error: str
    error_description: str
    retry_after: int | None = None


@router.post("/token", response_model=TokenAnswer, responses={400: {"model": TokenRefusal}})
async def token(
    form: Annotated[TokenRequest, Form()], database: OwnDatabase, mint: Mint, gate: PasswordGate, language: Language
) -> JSONResponse:
    """Sign in with a password, carry a session on, or turn a personal token into an access token."""
    match form.grant_type:
        case "password" if form.username is not None and form.password is not None:
            outcome = await sign_in(database, gate, form.username, form.password)
            if not isinstance(outcome, SignedIn):
                return _refused(outcome, language)
            return await signed_in(database, mint, outcome.person_id, outcome.session_id, 0)
        case "refresh_token" if form.refresh_token is not None:
            return await _refresh(database, mint, form.refresh_token, language)
        case str(kind) if kind == TOKEN_EXCHANGE and form.subject_token is not None:
            return await _exchange(database, mint, form.subject_token, language)
        case "password" | "refresh_token" | "urn:ietf:params:oauth:grant-type:token-exchange":
            text = Text("请求缺少必填项。", "The request lacks a field that this grant needs.")
            return _refusal("invalid_request", text, language)
        case None:
            return _refusal("invalid_request", Text("请求缺少 grant_type。", "The request lacks grant_type."), language)
    text = Text("不支持这种授权方式。", "This grant type is not supported.")
    return _refusal("unsupported_grant_type", text, language)


@router.post("/sign-out", status_code=204)
async def sign_out(transaction: Tx, actor: Caller, request: Request) -> None:
    """End the session; its access tokens are refused at once."""
    await session.sign_out(transaction, actor)
    service_of(request).revocations.note(actor.session_id)


@router.get("/.well-known/jwks.json")
async def jwks(mint: Mint) -> dict[str, list[dict[str, Any]]]:
    """The keys access tokens are signed with (RFC 7517)."""
    return mint.jwks()


async def signed_in(
    database: Database, mint: TokenMint, person_id: UUID, session_id: UUID, generation: int
) -> JSONResponse:
    """The tokens of a session, however it was begun."""
    async with database.reading() as connection:
        bearer = await queries.bearer(connection, person_id, session_id, clock.business())
    answer = TokenAnswer(
        access_token=mint.access_token(bearer),
        expires_in=int(LONGEST_TOKEN.total_seconds()),
        scope=scope_text(None),
        refresh_token=mint.refresh_token(session_id, generation),
    )
    return _answer(answer)


async def _refresh(database: Database, mint: TokenMint, given: str, language: str) -> JSONResponse:
    read = mint.read_refresh_token(given)
    refreshed = None
    if read is not None:
        async with database.transaction() as transaction:
            refreshed = await session.refresh(transaction, *read)
    if refreshed is None:
        text = Text("登录已失效，请重新登录。", "This sign-in has ended. Sign in again.")
        return _refusal("invalid_grant", text, language)
    return await signed_in(database, mint, refreshed.person_id, refreshed.session_id, refreshed.generation)


async def _exchange(database: Database, mint: TokenMint, given: str, language: str) -> JSONResponse:
    read = read_personal_token(given)
    async with database.reading() as connection:
        stored = await personal_token(connection, read[0]) if read else None
        if read is None or stored is None or not is_good(stored, read[1], clock.machine()):
            text = Text(
                "访问令牌无效、已过期或已撤销，请换一个。",
                "This personal token is invalid, expired or revoked. Make a new one.",
            )
            return _refusal("invalid_grant", text, language)
        bearer = await queries.bearer(connection, stored.person_id, read[0], clock.business(), stored.scopes)
    answer = TokenAnswer(
        access_token=mint.access_token(bearer),
        expires_in=int(LONGEST_TOKEN.total_seconds()),
        scope=scope_text(stored.scopes),
        issued_token_type=ACCESS_TOKEN_TYPE,
    )
    return _answer(answer)


def _answer(answer: TokenAnswer) -> JSONResponse:
    return JSONResponse(answer.model_dump(exclude_none=True), headers=NEVER_STORED)


def _refused(outcome: Wrong | Locked, language: str) -> JSONResponse:
    if isinstance(outcome, Locked):
        at = outcome.until.astimezone(SHANGHAI)
        text = Text(
            f"密码连续输错多次，该账号已锁定，请在 {at:%H:%M} 后再试。",
            f"Too many wrong passwords: this login is locked. Try again after {at:%H:%M} (China time).",
        )
        return _refusal("invalid_grant", text, language, outcome.retry_after)
    text = Text(
        f"登录名或密码不对，还可以再试 {outcome.left} 次。",
        f"Wrong login or password; {outcome.left} attempts are left.",
    )
    return _refusal("invalid_grant", text, language)


def _refusal(error: str, text: Text, language: str, retry_after: int | None = None) -> JSONResponse:
    refusal = TokenRefusal(error=error, error_description=text.in_(language), retry_after=retry_after)
    headers = NEVER_STORED | ({"Retry-After": str(retry_after)} if retry_after is not None else {})
    return JSONResponse(refusal.model_dump(exclude_none=True), 400, headers)

"""The OAuth2 token endpoint (RFC 6749, 8693), its keys, and sign-out."""

from dataclasses import replace
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from chassis import clock
from chassis.errors import Text
from chassis.store.database import Database
from chassis.web.http import InPerson, Language, Tx
from chassis.web.revocations import LONGEST_TOKEN
from chassis.web.serving import service_of
from services.directory.api.parts import Devices, Mint, OwnDatabase, PasswordGate
from services.directory.commands.account import session
from services.directory.commands.account.guessing import Held, Wrong
from services.directory.commands.account.personal_token import is_good
from services.directory.commands.account.sign_in import SignedIn, Whence, sign_in
from services.directory.credentials.device import DeviceSeal
from services.directory.credentials.token import TokenMint, read_personal_token, scope_text
from services.directory.queries.account import sign_in as queries
from services.directory.queries.account.personal_token import personal_token

router = APIRouter(tags=["sign-in"])

TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 - a name, not a secret
ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - a name, not a secret


class TokenRequest(BaseModel):
    """What a grant needs; which fields, depends on `grant_type`."""

    grant_type: str | None = None
    username: str | None = None
    password: str | None = None
    refresh_token: str | None = None
    subject_token: str | None = None
    devices: str = Field("", max_length=4000, description="Device tokens this device was given, set apart by spaces.")


class TokenAnswer(BaseModel):
    """An access token, good for five minutes, and for people a refresh token and what the device shall keep."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a name, not a secret
    expires_in: int
    scope: str
    refresh_token: str | None = None
    device_token: str | None = None
    issued_token_type: str | None = None


class TokenRefusal(BaseModel):
    """RFC 6749, 5.2; `retry_after` in seconds where the next attempt has to wait."""

    error: str
    error_description: str
    retry_after: int | None = None


@router.post("/token", response_model=TokenAnswer, responses={400: {"model": TokenRefusal}})
async def token(
    form: Annotated[TokenRequest, Form()],
    request: Request,
    database: OwnDatabase,
    mint: Mint,
    devices: Devices,
    gate: PasswordGate,
    language: Language,
) -> JSONResponse:
    """Sign in with a password, carry a session on, or turn a personal token into an access token."""
    match form.grant_type:
        case "password" if form.username is not None and form.password is not None:
            whence = Whence(_address(request), tuple(devices.read(form.devices, clock.machine())))
            outcome = await sign_in(database, gate, form.username, form.password, whence)
            if not isinstance(outcome, SignedIn):
                return _refused(outcome, language)
            return await begun(database, mint, devices, outcome)
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
async def sign_out(transaction: Tx, actor: InPerson, request: Request) -> None:
    """End the session; its access tokens are refused at once."""
    await session.sign_out(transaction, actor)
    service_of(request).revocations.note(actor.session_id)


@router.get("/.well-known/jwks.json")
async def jwks(mint: Mint) -> dict[str, list[dict[str, Any]]]:
    """The keys access tokens are signed with (RFC 7517)."""
    return mint.jwks()


async def begun(database: Database, mint: TokenMint, devices: DeviceSeal, outcome: SignedIn) -> JSONResponse:
    """The tokens of a session, however it was begun, and the one by which its device is known from now on."""
    device_token = devices.token(outcome.person_id, clock.machine())
    return await _signed_in(database, mint, outcome.person_id, outcome.session_id, 0, device_token)


def _address(request: Request) -> str:
    """Where a request comes from: from behind a gateway only as TRUSTED_PROXIES says."""
    return request.client.host if request.client else ""


async def _signed_in(
    database: Database,
    mint: TokenMint,
    person_id: UUID,
    session_id: UUID,
    generation: int,
    device_token: str | None = None,
) -> JSONResponse:
    async with database.reading() as connection:
        bearer = await queries.bearer(connection, person_id, session_id, clock.business())
    answer = TokenAnswer(
        access_token=mint.access_token(bearer),
        expires_in=int(LONGEST_TOKEN.total_seconds()),
        scope=scope_text(None),
        refresh_token=mint.refresh_token(session_id, generation),
        device_token=device_token,
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
    return await _signed_in(database, mint, refreshed.person_id, refreshed.session_id, refreshed.generation)


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
        owner = await queries.bearer(connection, stored.person_id, read[0], clock.business())
    bearer = replace(owner, scopes=stored.scopes, until=stored.expires_at)
    left = min(LONGEST_TOKEN, stored.expires_at - clock.machine())
    answer = TokenAnswer(
        access_token=mint.access_token(bearer),
        expires_in=int(left.total_seconds()),
        scope=scope_text(stored.scopes),
        issued_token_type=ACCESS_TOKEN_TYPE,
    )
    return _answer(answer)


def _answer(answer: TokenAnswer) -> JSONResponse:
    return JSONResponse(answer.model_dump(exclude_none=True))


def _refused(outcome: Wrong | Held, language: str) -> JSONResponse:
    if isinstance(outcome, Held):
        text = Text(
            f"密码连续输错多次，请在 {outcome.wait} 秒后再试。",
            f"Too many wrong passwords; try again in {outcome.wait} seconds.",
        )
    elif outcome.wait:
        text = Text(
            f"登录名或密码不对，请在 {outcome.wait} 秒后再试。",
            f"Wrong login or password; try again in {outcome.wait} seconds.",
        )
    else:
        text = Text(
            f"登录名或密码不对，还可以再试 {outcome.left} 次。",
            f"Wrong login or password; {outcome.left} attempts are left.",
        )
    return _refusal("invalid_grant", text, language, outcome.wait or None)


def _refusal(error: str, text: Text, language: str, retry_after: int | None = None) -> JSONResponse:
    refusal = TokenRefusal(error=error, error_description=text.in_(language), retry_after=retry_after)
    headers = {"Retry-After": str(retry_after)} if retry_after is not None else None
    return JSONResponse(refusal.model_dump(exclude_none=True), 400, headers)

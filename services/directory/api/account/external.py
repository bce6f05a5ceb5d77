"""Signing in through a provider (OpenID Connect): the way there, and the session for who comes back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, StringConstraints

from chassis.errors import ConflictError, ForbiddenError, InvalidError, ProblemError, Text, UnavailableError
from chassis.web.http import InPerson, Tx
from services.directory.api.account.sign_in import TokenAnswer, begun
from services.directory.api.parts import Attempts, Devices, Mint, OwnDatabase, SignInProvider
from services.directory.commands.account import external as commands
from services.directory.commands.account.external import Unknown
from services.directory.domain.account.external import external
from services.directory.provider.attempt import Attempt
from services.directory.provider.client import NotProvenError, Provider, ProviderAwayError

router = APIRouter(prefix="/oidc", tags=["sign-in"])

Carried = Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class WayThere(BaseModel):
    """Where the browser goes, and what it must bring back beside the provider's answer."""

    address: str
    attempt: str


class BroughtBack(BaseModel):
    """The attempt as it was given, and what the provider sent along."""

    attempt: Carried
    state: Carried
    code: Carried


@router.post("/attempts", status_code=201)
async def begin(provider: SignInProvider, attempts: Attempts) -> WayThere:
    """Begin a sign-in at the provider; nothing is stored."""
    attempt = Attempt.new()
    try:
        return WayThere(address=await provider.address(attempt), attempt=attempts.close(attempt))
    except ProviderAwayError as error:
        raise _away() from error


@router.post("/sessions", response_model=TokenAnswer)
async def finish(
    back: BroughtBack,
    provider: SignInProvider,
    attempts: Attempts,
    database: OwnDatabase,
    mint: Mint,
    devices: Devices,
) -> JSONResponse:
    """Begin a session for whom the provider has proven. No connection is held while it is asked."""
    attempt = attempts.open(back.attempt, back.state)
    if attempt is None:
        text = Text("这次登录已超时，请重新登录。", "This sign-in took too long, or is another one. Sign in again.")
        raise InvalidError("attempt_invalid", text)
    claims = await _proven(provider, back.code, attempt)
    async with database.transaction() as transaction:
        outcome = await commands.sign_in(transaction, attempt, external(provider.issuer, claims, provider.login_claim))
    if isinstance(outcome, Unknown):
        raise _refusal(outcome)
    return await begun(database, mint, devices, outcome)


@router.delete("/people/{person_id}", status_code=204)
async def unbind(person_id: UUID, transaction: Tx, actor: InPerson) -> None:
    """Free somebody's login for another account of the provider; their sessions end."""
    await commands.unbind(transaction, actor, person_id)


async def _proven(provider: Provider, code: str, attempt: Attempt) -> dict[str, object]:
    try:
        return await provider.redeem(code, attempt)
    except ProviderAwayError as error:
        raise _away() from error
    except NotProvenError as error:
        text = Text(
            "统一身份认证没有确认这次登录，请重新登录；如果一直这样，请联系管理员。",
            "The provider did not confirm this sign-in. Sign in again; if it stays so, tell an administrator.",
        )
        raise InvalidError("not_proven", text) from error


def _away() -> UnavailableError:
    text = Text(
        "统一身份认证暂时没有回应，请稍后再试，或用账号密码登录。",
        "The provider does not answer. Try again later, or sign in with a password.",
    )
    return UnavailableError("provider_away", text)


def _refusal(outcome: Unknown) -> ProblemError:
    match outcome:
        case Unknown.USED:
            text = Text("这次登录已经用过，请重新登录。", "This sign-in was used already. Sign in again.")
            return ConflictError("attempt_used", text)
        case Unknown.NOBODY:
            text = Text(
                "没有找到与此账号对应的人员，请联系管理员。",
                "Nobody here belongs to this account. Ask an administrator.",
            )
            return ForbiddenError("unknown_person", text)
        case Unknown.BOUND_OTHERWISE:
            text = Text(
                "这个登录名已与另一个统一身份账号绑定，请联系管理员解除绑定。",
                "This login is bound to another account of the provider. Ask an administrator to unbind it.",
            )
            return ForbiddenError("bound_otherwise", text)

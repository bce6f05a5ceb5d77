"""What a personal token may do: every route of every service, with every set of scopes, as the OpenAPI documents name them."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import httpx2

from chassis.ids import uuid7
from chassis.web import auth, problems
from chassis.web.app import Service
from chassis.web.scopes import LACKING, SAFE, Scope
from songjiao.servers.stack import Stack

METHODS = {"get", "head", "post", "put", "patch", "delete"}
TOKENS = [{Scope.READ}, {Scope.WRITE}, {Scope.READ, Scope.WRITE}]
# What everybody may ask.
OPEN = {
    "directory": {"/token", "/.well-known/jwks.json", "/oidc/attempts", "/oidc/sessions"},
    # What a signature on paper was given for, which is for whoever holds the paper.
    "approvals": {"/public/check"},
    # The windows of studios, which are for everybody (Art. 8).
    "enrollment": {"/public/studios", "/public/studios/{studio_id}", "/public/pictures/{sha256}"},
}
# What hands out keys to an account or an office, and nothing else: a new one is written down here on purpose.
IN_PERSON = {
    ("post", "/sign-out"),
    ("post", "/me/password"),
    ("post", "/me/tokens"),
    ("delete", "/me/tokens/{token_id}"),
    ("post", "/me/proxies"),
    ("delete", "/me/proxies/{proxy_id}"),
    ("delete", "/oidc/people/{person_id}"),
    ("put", "/imports/{import_id}"),
}
REFUSALS = {code for code, _ in LACKING.values()}


def routes(document: dict[str, Any]) -> Iterator[tuple[str, str, set[str] | None]]:
    """Method, path and the scopes named; None for a route that asks for no token."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method in METHODS:
                needs = [set(scopes) for one in operation.get("security", ()) for scopes in one.values()]
                yield method, path, set().union(*needs) if needs else None


def code_of(answer: httpx2.Response) -> str | None:
    """Of a problem; None where it is none."""
    return answer.json()["code"] if answer.headers.get("content-type") == problems.MEDIA_TYPE else None


def may(method: str, named: set[str], scopes: set[Scope]) -> bool:
    """The rule, written a second time."""
    if Scope.SIGN_IN in named:
        return False
    return Scope.READ in scopes and (method.upper() in SAFE or Scope.WRITE in scopes)


async def test_no_token_does_more_than_it_was_made_for(
    each_service: Service,
    calling: Callable[[Service], AbstractAsyncContextManager[httpx2.AsyncClient]],
    stack: Stack,
) -> None:
    key = auth.key_in(Path(stack.keys.token_private))
    document, faults, in_person = each_service.app.openapi(), [], set()
    async with calling(each_service) as client:
        for method, path, named in routes(document):
            if named is None:
                continue
            if Scope.SIGN_IN in named:
                in_person.add((method, path))
            for scopes in TOKENS:
                claims = {"sub": str(uuid7()), "name": "程序", "sid": str(uuid7()), "offices": []}
                token = auth.sign(claims | {"scope": " ".join(sorted(scopes))}, key)
                place = re.sub(r"\{[^}]+\}", lambda _: str(uuid7()), path)
                headers = {"Authorization": f"Bearer {token}"}
                answer = await client.request(method, place, headers=headers, json=None if method == "get" else {})
                if (code_of(answer) in REFUSALS) is may(method, named, scopes):
                    faults.append((method, path, sorted(scopes), answer.status_code, code_of(answer)))
    assert faults == []
    assert in_person == (IN_PERSON if each_service.name == "directory" else set())


def test_a_route_without_a_token_is_one_we_know(each_service: Service) -> None:
    asks_nobody = {path for _, path, named in routes(each_service.app.openapi()) if named is None}
    assert asks_nobody == OPEN[each_service.name]

"""What a personal token was made for: the scopes, and which of them a request needs. Nothing else decides it.

| request | needs |
|---|---|
| GET, HEAD | `read` |
| anything else | `read` and `write`: the answer shows what was changed |
| what hands out keys (`InPerson`) | `sign-in`, which no token is ever given |
"""

from enum import StrEnum
from typing import Final

from chassis.errors import Text

SAFE: Final = frozenset({"GET", "HEAD"})


class Scope(StrEnum):
    """What somebody may do who is let in."""

    READ = "read"
    WRITE = "write"
    SIGN_IN = "sign-in"


Needs = tuple[Scope, ...]

LACKING: Final = {
    Scope.READ: (
        "write_only_token",
        Text("这个访问令牌不能读取。请换用有读取权限的令牌。", "This token may not read. Use one with the scope read."),
    ),
    Scope.WRITE: (
        "read_only_token",
        Text(
            "这个访问令牌只能读取，不能办理。请换用有写权限的令牌。",
            "This token may only read. Use one with the scope write.",
        ),
    ),
    Scope.SIGN_IN: (
        "sign_in_needed",
        Text("请用账号密码登录后再操作，不能用访问令牌。", "Sign in yourself: a personal token may not do this."),
    ),
}
"""What is told where a scope is lacking."""


def needed(method: str) -> Needs:
    """What a request by this method needs."""
    return (Scope.READ,) if method in SAFE else (Scope.READ, Scope.WRITE)

"""Tokens people make for programs."""

from datetime import timedelta
from typing import Literal

from chassis.web.scopes import Scope

PERSONAL_TOKEN_LONGEST = timedelta(days=366)  # [D]

# What a token may be made for; `sign-in` is not to be had.
TokenScope = Literal[Scope.READ, Scope.WRITE]

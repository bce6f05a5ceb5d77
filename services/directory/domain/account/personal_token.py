"""Tokens people make for programs."""

from datetime import timedelta
from typing import Literal

PERSONAL_TOKEN_LONGEST = timedelta(days=366)  # [D]

TokenScope = Literal["read", "write"]

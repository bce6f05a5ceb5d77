"""Choices of the command line that follow from the registry of kinds."""

from collections.abc import Callable, Sequence

import typer


def one_of(names: Sequence[str]) -> Callable[[str], str]:
    """Reads one of these names; anything else is refused with the list of them."""

    def choice(typed: str) -> str:
        if typed not in names:
            raise typer.BadParameter(f"{typed!r} is none of {', '.join(names)}")
        return typed

    return choice

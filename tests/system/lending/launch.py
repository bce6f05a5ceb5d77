"""The command line in an installation that has these kinds, as if their files lay among the product's.

`python -m tests.system.lending.launch newest serve all`: what an installation one version behind knows is `older`, and
`python -m songjiao.cli` is one that has never heard of any of it.
"""

import sys
from importlib import import_module
from typing import Final

from contracts.kinds import register
from tests.system.lending import caretaker
from tests.system.lending.kinds import HALL_LOAN, KEY_LOAN, OWNER

NEWEST, OLDER = "newest", "older"
KINDS: Final = {NEWEST: (HALL_LOAN, KEY_LOAN), OLDER: (HALL_LOAN,)}


def know(version: str, what: str) -> None:
    """Rows of the registry, and the files that go with them where the product looks for them by name."""
    for kind in KINDS[version]:
        register(kind)
    if what == "serve":
        _serve(version)
    else:
        _work(version)


def _serve(version: str) -> None:
    from services.portal import kinds
    from tests.system.lending import words
    from tests.system.lending.caretaker import main

    sys.modules[f"services.{OWNER}"], sys.modules[f"services.{OWNER}.main"] = caretaker, main
    for one in (words.NEWEST, words.KEYS) if version == NEWEST else (words.OLDER,):
        kinds.register(one)


def _work(version: str) -> None:
    # Whoever derives from the engine's runs is known to it.
    if version == NEWEST:
        import_module(f"{__package__}.runs")
    else:
        import_module(f"{__package__}.older_runs")


def main(arguments: list[str]) -> None:
    """The ordinary command line, once all is known."""
    version, *rest = arguments
    know(version, rest[0])
    # What can be served and worked is read from the registry as this is imported.
    from songjiao import cli

    sys.argv[1:] = rest
    cli.main()


if __name__ == "__main__":
    main(sys.argv[1:])

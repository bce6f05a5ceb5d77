"""The table of the README says what the service publishes, hears and answers."""

from importlib.resources import files

from contracts.commands.cases import commands_of
from contracts.commands.enrollment import COMMANDS
from contracts.envelope import REGISTRY
from services.enrollment.consumers import handlers
from services.enrollment.responders import RESPONDERS


def test_the_table_is_complete() -> None:
    readme = (files("services.enrollment") / "README.md").read_text(encoding="utf-8")
    rows = [line for line in readme.splitlines() if line.startswith(("| publishes", "| listens", "| answers"))]
    publishes = sorted(name for name in REGISTRY if name.startswith("enrollment."))
    assert set(RESPONDERS) == {*COMMANDS, *commands_of("enrollment").all}
    assert rows == [
        *(f"| publishes | `{name}` |" for name in publishes),
        *(f"| listens to | `{name}` |" for name in sorted(event.TYPE for event in handlers())),
        *(f"| answers | `{name}` |" for name in sorted(command.name for command in RESPONDERS)),
    ]

"""The table of the README says what the service publishes, hears and answers."""

from importlib.resources import files

from contracts.commands.approvals import COMMANDS
from contracts.envelope import REGISTRY
from services.approvals.consumers import handlers
from services.approvals.responders import RESPONDERS


def test_the_table_is_complete() -> None:
    readme = (files("services.approvals") / "README.md").read_text(encoding="utf-8")
    rows = [line for line in readme.splitlines() if line.startswith(("| publishes", "| listens", "| answers"))]
    publishes = sorted(name for name in REGISTRY if name.startswith("approvals."))
    assert set(RESPONDERS) == set(COMMANDS)
    assert rows == [
        *(f"| publishes | `{name}` |" for name in publishes),
        *(f"| listens to | `{name}` |" for name in sorted(event.TYPE for event in handlers())),
        *(f"| answers | `{name}` |" for name in sorted(command.name for command in RESPONDERS)),
    ]

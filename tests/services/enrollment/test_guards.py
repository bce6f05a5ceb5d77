"""Which facts each act looks at: the table in the README is made from the guards, and no act is without."""

import os
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from chassis.state_machine import Machine
from services.enrollment.domain.application import deciding, standing
from services.enrollment.domain.application import guards as application
from services.enrollment.domain.application import states as application_states
from services.enrollment.domain.disqualification import guards as disqualification
from services.enrollment.domain.disqualification import states as disqualification_states
from services.enrollment.domain.guards import Guard, table
from services.enrollment.domain.member import guards as member
from services.enrollment.domain.studio import guards as studio
from services.enrollment.domain.studio import states as studio_states

Acts = Mapping[str, Iterable[Guard[Any, Any]]]
BEGIN, END = "<!-- guards -->", "<!-- end of guards -->"
AGGREGATES: dict[str, tuple[Acts, ...]] = {
    "application": (application.SUBMISSIONS, deciding.DECISIONS, deciding.ADMISSION, standing.LAPSES),
    "member": (member.END, member.TRANSFER, member.RESTORE),
    "studio": (studio.HOSTS, studio.IMPORT, studio.DEEDS, studio.GOES, studio.BEGINS, studio.DECISIONS),
    "disqualification": (
        disqualification.FLAG, disqualification.DECISIONS, disqualification.FILE, disqualification.PROCEED,
        disqualification.LIFT,
    ),
}  # fmt: skip
# Moved by a person who may at any time, or as what follows from another act that has passed its own guards.
FOLLOW: dict[str, set[str]] = {
    "application": {"withdraw", "move", "lapse.studio_terminated"},
    "studio": {"recruit"},
    "disqualification": {"studio_terminated"},
}
# By which names an action of the table of states goes here.
CALLED: dict[str, Callable[[str], str]] = {
    "application": lambda action: action.partition(".")[0] if action.startswith("resubmit") else action,
    "studio": lambda action: action,
    "disqualification": lambda action: "statement" if action == "state" else action,
}
MACHINES: dict[str, Machine[Any]] = {
    "application": application_states.LIFE,
    "studio": studio_states.LIFE,
    "disqualification": disqualification_states.LIFE,
}


def acts(aggregate: str) -> dict[str, tuple[Guard[Any, Any], ...]]:
    """All acts of an aggregate; what several tables say of one act belongs together."""
    found: dict[str, tuple[Guard[Any, Any], ...]] = {}
    for each in AGGREGATES[aggregate]:
        for act, guards in each.items():
            found[act] = (*found.get(act, ()), *guards)
    return found


def test_no_way_between_two_states_is_without_guards() -> None:
    for aggregate, machine in MACHINES.items():
        called = CALLED[aggregate]
        actions = {called(change.action) for change in machine.changes}
        assert actions - FOLLOW[aggregate] <= set(acts(aggregate)), aggregate


def test_whoever_begins_or_moves_a_membership_looks_at_the_same() -> None:
    facts = {act: {guard.fact for guard in guards} for act, guards in (acts("application") | acts("member")).items()}
    assert {"applicant's school and its county", "studio's host", "room"} <= facts["admit"]
    assert {"member's school and its county", "studio's host", "room"} <= facts["transfer"]
    assert {"other membership", "disqualified in the cycle"} <= facts["admit"] & facts["submit"]


def test_the_readme_says_which_facts_each_act_looks_at() -> None:
    kept = Path(str(files("services.enrollment"))) / "README.md"
    readme = kept.read_text(encoding="utf-8")
    before, _, rest = readme.partition(f"{BEGIN}\n")
    _, _, after = rest.partition(END)
    parts = (f"**{name}**\n\n" + "\n".join(table(acts(name))) for name in AGGREGATES)
    expected = f"{before}{BEGIN}\n" + "\n\n".join(parts) + f"\n{END}{after}"
    if os.environ.get("RENEW_GOLDEN"):
        kept.write_text(expected, encoding="utf-8")
        return
    assert readme == expected, "Renew it: RENEW_GOLDEN=1 pytest tests/services/enrollment/test_guards.py"

"""The import rules hold, and each of them can fail."""

import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

from contracts.kinds import process_names

ROOT = Path(__file__).parents[2]
PACKAGES = ("casework", "chassis", "contracts", "services", "songjiao", "workflows")

# A file to plant, the import that must not be, and the rule that must break.
BREACHES = [
    (
        "contracts/breach.py",
        "import chassis.errors",
        "songjiao > services | workflows > casework > chassis > contracts",
    ),
    (
        "chassis/breach.py",
        "import services.directory.domain",
        "songjiao > services | workflows > casework > chassis > contracts",
    ),
    ("chassis/store/breach.py", "import chassis.bus.relay", "The mechanism in storeys"),
    ("chassis/breach.py", "import chassis.clock", "The mechanism in storeys"),
    ("chassis/web/health.py", "import chassis.web.app", "No circle in the mechanism"),
    ("chassis/store/base.py", "import contracts.rules", "The mechanism knows no word of the domain"),
    ("services/approvals/breach.py", "import services.enrollment.domain", "Services know nothing of one another"),
    ("services/directory/domain.py", "import services.directory.queries", "The same rooms"),
    ("services/enrollment/breach.py", "import temporalio", "Services know nothing of Temporal"),
    ("services/portal/frame/breach.py", "import services.portal.kinds", "The portal: pages over cases"),
    ("workflows/breach.py", "import sqlalchemy", "Workflows change nothing but through a service"),
    ("workflows/trainee_application.py", "import chassis.clock", "Runs stay replayable"),
    ("contracts/breach.py", "import nats", "Contracts import no framework"),
    ("services/enrollment/domain.py", "import sqlalchemy", "Rules import no framework"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as c; c()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_tree_keeps_the_rules() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("file", "line", "rule"), BREACHES)
def test_a_breach_is_found(tmp_path: Path, file: str, line: str, rule: str) -> None:
    tree = tmp_path / "tree"
    for package in PACKAGES:
        for source in (ROOT / package).rglob("*.py"):
            if "node_modules" not in source.parts:
                copy = tree / source.relative_to(ROOT)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_text(source.read_text())
    (tree / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    place = tree / file
    if place.exists():
        place.write_text(place.read_text() + f"\n{line}\n")
    elif not place.parent.joinpath(place.stem).is_dir():
        place.write_text(f"{line}\n")
    else:
        package = place.parent / place.stem / "__init__.py"
        package.write_text(package.read_text() + f"\n{line}\n")
    result = lint(tree)
    assert result.returncode != 0
    assert any(rule in text and "BROKEN" in text for text in result.stdout.splitlines()), result.stdout


def test_no_module_of_a_run_is_let_off() -> None:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rule = next(rule for rule in rules if rule["name"].startswith("Runs stay replayable"))
    let_off = {line.split(" -> ")[0] for line in rule["ignore_imports"]}
    graph = grimp.build_graph("workflows")
    processes = {f"workflows.{name}" for name in process_names()}
    runs = processes.union(*(graph.find_upstream_modules(process) for process in processes))
    assert rule["source_modules"] == ["workflows.**"]
    assert let_off <= graph.modules
    assert not let_off & runs


@pytest.mark.parametrize("name", process_names())
def test_a_process_imports_only_temporal_the_contract_and_the_engine(name: str) -> None:
    graph = grimp.build_graph("workflows", "contracts", include_external_packages=True)
    found = graph.find_modules_directly_imported_by(f"workflows.{name}")
    strangers = {module for module in found if not module.startswith(("temporalio", "contracts.", "workflows.engine."))}
    assert strangers <= {"dataclasses", "datetime", "typing", "uuid", "pydantic"}

"""The Compose file: valid by the specification, and about the processes and settings there really are."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.settings import Settings
from contracts import topology
from contracts.topology import ACTIVITIES
from songjiao.commands.processes import ALL, SERVED
from songjiao.keys import Keys
from songjiao.servers.programs import postgres_program, program
from workflows.engine.serving import GRACE

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
OURS = {name: service for name, service in COMPOSE["services"].items() if service["image"] == "songjiao"}
KEYS_OF = {
    "directory": {"directory.nk", "token.pem", "token.pub"},
    "approvals": {"approvals.nk", "token.pub", "audit.key", "decision.pem", "decision.jwks"},
    "enrollment": {"enrollment.nk", "token.pub", "decision.jwks"},
    "portal": {"portal.nk", "session.key"},
    "worker": {"workflows.nk"},
}
KEY_FILES = ("_KEY_FILE", "_KEYS_FILE")
GATEWAY: str = COMPOSE["configs"]["gateway"]["content"]

# The job that makes the keys is told nothing.
each_with_settings = pytest.mark.parametrize("name", [name for name in OURS if name != "keys"])
each_with_keys = pytest.mark.parametrize("name", KEYS_OF)


def test_it_is_valid_by_the_schema_of_the_compose_specification() -> None:
    assert (said := check(FILE)).returncode == 0, said.stdout


def test_the_schema_would_find_a_mistake(tmp_path: Path) -> None:
    broken = tmp_path / "docker-compose.yml"
    broken.write_text(yaml.safe_dump(COMPOSE | {"services": {"portal": {"image": "songjiao", "comand": []}}}))
    said = check(broken)
    assert said.returncode == 1
    assert "comand" in said.stdout


@each_with_settings
def test_every_variable_is_a_setting(name: str) -> None:
    known = {field.upper() for field in Settings.model_fields}
    assert set(OURS[name]["environment"]) <= known


@each_with_settings
def test_the_variables_make_settings(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in OURS[name]["environment"].items():
        monkeypatch.setenv(variable, str(value))
    settings = Settings()
    assert settings.environment == "production"
    assert settings.database_of("approvals").endswith("@postgres:5432/approvals")


@each_with_keys
def test_every_key_file_that_is_named_is_mounted(name: str) -> None:
    environment = OURS[name]["environment"]
    named = {value for variable, value in environment.items() if variable.endswith(KEY_FILES)}
    mounted = {volume["target"] for volume in OURS[name]["volumes"]}
    own = {f"/keys/{file}" for file in KEYS_OF[name]}
    assert mounted == own
    assert named & mounted == {file for file in own if not file.endswith(".nk")}


def test_there_is_a_container_for_every_process() -> None:
    commands = [tuple(service["command"]) for service in OURS.values()]
    for served in SERVED:
        assert ("serve", served) in commands
    assert ("serve", ALL) not in commands
    assert ("worker", ALL) in commands


def test_the_keys_are_those_that_the_keys_job_makes(tmp_path: Path) -> None:
    Keys(tmp_path).ensure()
    made = {file.name for file in tmp_path.iterdir()}
    assert set().union(*KEYS_OF.values()) <= made
    # The operator has them all; who keeps attendance is yet to be built.
    containers = {process.name for process in topology.processes()} - {"operator", ACTIVITIES}
    assert {key.removesuffix(".nk") for keys in KEYS_OF.values() for key in keys if key.endswith(".nk")} == containers


def test_the_operator_has_every_key_and_is_not_started_with_the_others(tmp_path: Path) -> None:
    operator = OURS["operator"]
    assert operator["profiles"]
    assert operator["volumes"] == ["keys:/keys:ro"]
    Keys(tmp_path).ensure()
    named = {Path(value).name for name, value in operator["environment"].items() if name.endswith(KEY_FILES)}
    assert named == {"token.pem", "token.pub", "audit.key", "session.key", "decision.pem", "decision.jwks"}
    assert named | {"operator.nk"} <= {file.name for file in tmp_path.iterdir()}


def test_the_image_is_built_here_and_looked_for_nowhere_else() -> None:
    for name, service in OURS.items():
        assert ("build" in service) is (name == "keys"), name
        assert "build" in service or service["pull_policy"] == "never", name


def test_the_gateway_asks_anew_where_a_process_is() -> None:
    """A name written out in `proxy_pass` is looked up once: a container that was replaced would be gone for good."""
    gateway = COMPOSE["services"]["gateway"]
    assert re.findall(r"proxy_pass ([^;]+);", GATEWAY) == ["http://$$process:8000"]
    assert re.search(r"^resolver \$\$\{NGINX_LOCAL_RESOLVERS\} .*valid=\d+s", GATEWAY, re.MULTILINE)
    # The image writes the name server into templates alone, and only when it is told to.
    assert gateway["configs"] == [{"source": "gateway", "target": "/etc/nginx/templates/default.conf.template"}]
    assert gateway["environment"]["NGINX_ENTRYPOINT_LOCAL_RESOLVERS"]
    assert gateway["environment"]["NGINX_ENVSUBST_FILTER"] == "NGINX_LOCAL_RESOLVERS"


def test_the_gateway_knows_every_service() -> None:
    [pattern] = re.findall(r"~(\S+) \$\$1;", GATEWAY)
    for service in topology.services():
        found = re.match(pattern, f"/api/{service}/readyz")
        assert found
        assert found[1] == service
    assert not re.match(pattern, "/api/portal/")
    assert "default portal;" in GATEWAY


@each_with_keys
def test_no_process_of_ours_is_the_first_in_its_container(name: str) -> None:
    """A server ends by sending itself the signal it was sent, which the first process of a container ignores."""
    assert OURS[name]["init"] is True


def test_the_worker_is_given_longer_than_its_steps() -> None:
    given = int(OURS["worker"]["stop_grace_period"].removesuffix("s"))
    assert given > GRACE.total_seconds()


def test_whatever_is_waited_for_exists_and_can_be_healthy() -> None:
    services = COMPOSE["services"]
    for name, service in services.items():
        for needed, how in service.get("depends_on", {}).items():
            assert needed in services, name
            if how["condition"] == "service_healthy":
                assert "healthcheck" in services[needed], f"{name} waits for {needed}"


def test_the_image_takes_the_hashed_dependencies_and_does_not_run_as_root() -> None:
    lines = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert any("--require-hashes" in line and "requirements/runtime.txt" in line for line in lines)
    assert lines[-1] == 'ENTRYPOINT ["songjiao"]'
    assert "USER songjiao" in lines


def test_the_servers_are_of_the_versions_that_the_wheels_run() -> None:
    """What is tested here is what runs there."""
    postgres = _version(postgres_program("postgres"), r"PostgreSQL\) ([\d.]+)")
    nats = _version(program("nats-server"), r"v([\d.]+)")
    temporal = _version(program("temporal"), r"Server ([\d.]+)")
    ui = _version(program("temporal"), r"UI ([\d.]+)")
    images = {name: service["image"] for name, service in COMPOSE["services"].items() if name not in OURS}
    del images["gateway"]
    assert images == {
        "postgres": f"postgres:{postgres}",
        "nats": f"nats:{nats}-alpine",
        "temporal": f"temporalio/server:{temporal}",
        "temporal-schema": f"temporalio/admin-tools:{temporal}",
        "temporal-ui": f"temporalio/ui:{ui}",
    }


def _version(executable: str, pattern: str) -> str:
    said = subprocess.run([executable, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(pattern, said)
    assert found, said
    return found[1]


def check(file: Path) -> subprocess.CompletedProcess[str]:
    """Check a Compose file against the schema that check-jsonschema brings along."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)

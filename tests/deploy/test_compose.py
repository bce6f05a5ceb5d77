"""The Compose file: valid by the specification, and about the processes and settings there really are."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from chassis.settings import Settings
from contracts import topology
from contracts.topology import ACTIVITIES
from songjiao.certificates import SERVERS
from songjiao.cli import app
from songjiao.commands.processes import ALL, SERVED
from songjiao.keys import Keys
from songjiao.servers.programs import postgres_program, program
from workflows.engine.serving import GRACE

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
OURS = {name: service for name, service in COMPOSE["services"].items() if service["image"] == "songjiao"}
SERVICES: dict[str, Any] = COMPOSE["services"]
KEYS_OF = {
    "directory": {"directory.nk", "token.pem", "token.pub", "database-directory.password"},
    "approvals": {
        "approvals.nk",
        "token.pub",
        "audit.key",
        "decision.pem",
        "decision.jwks",
        "database-approvals.password",
    },
    "enrollment": {"enrollment.nk", "token.pub", "decision.jwks", "database-enrollment.password"},
    "portal": {"portal.nk", "session.key"},
    "worker": {"workflows.nk"},
    "streams": {"installer.nk"},
}
KEY_VARIABLES = ("_KEY_FILE", "_KEYS_FILE")
GATEWAY: str = COMPOSE["configs"]["gateway"]["content"]

# Beside its own certificate, each has the authority that all others are checked by.
TLS = {"/keys/tls/ca.pem", "/keys/tls/process.pem", "/keys/tls/process.key"}

# The jobs that make keys and certificates are told nothing.
each_with_settings = pytest.mark.parametrize("name", [name for name in OURS if name not in ("keys", "certificates")])
each_with_keys = pytest.mark.parametrize("name", KEYS_OF)
each_that_runs_on = pytest.mark.parametrize("name", sorted(set(KEYS_OF) - {"streams"}))


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
def test_the_variables_make_settings(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    keys.ensure()
    # Other tests leave that of theirs in the environment.
    monkeypatch.delenv("CLOCK_FILE", raising=False)
    for variable, value in OURS[name]["environment"].items():
        monkeypatch.setenv(variable, str(value).replace("/keys", str(tmp_path)))
    settings = Settings()
    assert settings.environment == "production"
    url = make_url(settings.database_of("approvals"))
    assert (url.username, url.host, url.database) == ("approvals", "postgres", "approvals")
    assert url.password == keys.database_password("approvals")
    assert url.query["sslmode"] == "verify-full"
    assert settings.nats_ca_file
    assert settings.temporal_ca_file
    assert settings.tls_certificate_file


@each_with_keys
def test_every_key_file_that_is_named_is_mounted(name: str) -> None:
    environment = OURS[name]["environment"]
    named = {value for variable, value in environment.items() if variable.endswith(KEY_VARIABLES)} - TLS
    mounted = {volume["target"] for volume in OURS[name]["volumes"] if isinstance(volume, dict)}
    assert mounted >= TLS
    mounted -= TLS
    own = {f"/keys/{file}" for file in KEYS_OF[name]}
    assert mounted == own
    assert named & mounted == {file for file in own if not file.endswith((".nk", ".password"))}


@each_with_keys
def test_each_has_the_certificate_of_its_own_process(name: str) -> None:
    mounted = [volume for volume in OURS[name]["volumes"] if isinstance(volume, dict)]
    found = {volume["target"]: volume["volume"]["subpath"] for volume in mounted}
    [key] = [file.removesuffix(".nk") for file in found.values() if file.endswith(".nk")]
    assert found["/keys/tls/process.pem"] == f"tls/{key}.pem"
    assert found["/keys/tls/process.key"] == f"tls/{key}.key"


@pytest.mark.parametrize("name", SERVICES)
def test_every_file_of_the_volume_of_keys_is_made(name: str, made: set[str]) -> None:
    named = {volume["volume"]["subpath"] for volume in SERVICES[name].get("volumes", []) if "subpath" in str(volume)}
    assert named <= made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What the jobs put there."""
    folder = tmp_path_factory.mktemp("keys")
    for command in (["keys", str(folder)], ["certificates", str(folder / "tls")]):
        assert CliRunner().invoke(app, command).exit_code == 0
    return {str(file.relative_to(folder)) for file in folder.rglob("*")}


def test_each_role_of_the_database_has_a_password_of_its_own(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    keys.ensure()
    assert len({keys.database_password(role) for role in ("admin", "temporal-admin", *topology.services())}) == 5
    text = FILE.read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w*PASSWORD\w*)", text)) == {"TEMPORAL_PASSWORD"}


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_has_more_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] in ("10001:10001", "101:101")
    assert service["mem_limit"]
    assert service["read_only"] is (name != "temporal-ui")


def test_there_are_three_networks_and_one_leads_outside() -> None:
    assert {name: "internal" in network for name, network in COMPOSE["networks"].items()} == {
        "edge": False, "inside": True, "engine": True,
    }  # fmt: skip
    found: dict[str, set[str]] = {name: set() for name in COMPOSE["networks"]}
    for name, service in SERVICES.items():
        assert "networks" in service or service["network_mode"] == "none", name
        for network in service.get("networks", []):
            found[network].add(name)
    # The directory asks the provider people sign in with, and a port is published from where one gets out.
    assert found["edge"] == {"gateway", "portal", "directory", "temporal-ui"}
    assert found["inside"] == {
        "gateway", "portal", *topology.services(), "worker", "operator", "migrate", "streams", "postgres", "nats",
    }  # fmt: skip
    assert found["engine"] == {
        "temporal", "temporal-schema", "temporal-postgres", "temporal-ui", "worker", "operator", "migrate",
    }  # fmt: skip


def test_nothing_is_published_but_to_this_machine_and_monitoring_not_at_all() -> None:
    assert {port for service in SERVICES.values() for port in service.get("ports", [])} == {
        "127.0.0.1:8000:8000", "127.0.0.1:8233:8080",
    }  # fmt: skip
    assert 'http: "127.0.0.1:8222"' in COMPOSE["configs"]["nats"]["content"]
    assert OURS["worker"]["environment"]["HTTP_HOST"] == "127.0.0.1"


def test_temporal_is_nobodys_superuser_and_asks_for_certificates() -> None:
    settings = SERVICES["temporal"]["environment"]
    assert settings["POSTGRES_USER"] == SERVICES["temporal-schema"]["environment"]["SQL_USER"] == "temporal"
    assert "SUPERUSER" not in COMPOSE["configs"]["temporal-role"]["content"]
    assert settings["TEMPORAL_TLS_REQUIRE_CLIENT_AUTH"] == settings["SQL_HOST_VERIFICATION"] == "true"
    # A name of each server's certificate is what it is asked by.
    assert settings["SQL_HOST_NAME"] in SERVERS
    assert settings["TEMPORAL_TLS_FRONTEND_SERVER_NAME"] in SERVERS
    assert settings["TEMPORAL_TLS_INTERNODE_SERVER_NAME"] in SERVERS


def test_the_databases_take_nobody_from_elsewhere_without_tls() -> None:
    rules = [line.split() for line in COMPOSE["configs"]["postgres-hba"]["content"].splitlines() if line[0] != "#"]
    assert [rule[0] for rule in rules] == ["local", "hostssl"]
    assert {rule[-1] for rule in rules} == {"scram-sha-256"}
    for name in ("postgres", "temporal-postgres"):
        assert "--ssl=on" in SERVICES[name]["command"]
        assert "--hba_file=/etc/postgresql/pg_hba.conf" in SERVICES[name]["command"]


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
    assert set(topology.services()) == {name for name, keys in KEYS_OF.items() if f"database-{name}.password" in keys}
    # The operator has them all; who keeps attendance is yet to be built.
    containers = {process.name for process in topology.processes()} - {"operator", ACTIVITIES}
    assert {key.removesuffix(".nk") for keys in KEYS_OF.values() for key in keys if key.endswith(".nk")} == containers


@each_that_runs_on
def test_nothing_that_runs_on_can_change_a_stream(name: str) -> None:
    assert not any("installer" in str(volume) for volume in OURS[name]["volumes"])
    assert OURS[name]["depends_on"]["streams"] == {"condition": "service_completed_successfully"}


def test_the_operator_has_every_key_and_is_not_started_with_the_others(tmp_path: Path) -> None:
    operator = OURS["operator"]
    assert operator["profiles"]
    assert operator["volumes"] == ["keys:/keys:ro", "seals:/seals"]
    Keys(tmp_path).ensure()
    named = {Path(value).name for name, value in operator["environment"].items() if name.endswith(KEY_VARIABLES)}
    named.remove("operator.key")
    assert named == {"token.pem", "token.pub", "decision.pem", "decision.jwks", "audit.key", "session.key"}
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


def test_who_stands_before_the_processes_is_believed_and_adds_to_what_it_was_told() -> None:
    facing = [COMPOSE["networks"][name]["ipam"]["config"][0]["subnet"] for name in ("edge", "inside")]
    for name in (*SERVED, "worker"):
        environment = OURS[name]["environment"]
        assert environment["TRUSTED_PROXIES"] == f"${{TRUSTED_PROXIES:-{','.join(facing)}}}"
    assert "proxy_set_header X-Forwarded-For $$proxy_add_x_forwarded_for;" in GATEWAY


def test_metrics_are_where_the_gateway_does_not_lead() -> None:
    ports = {OURS[name]["environment"]["SERVING_METRICS_PORT"] for name in SERVED}
    assert not any("ports" in OURS[name] for name in SERVED)
    assert ports.isdisjoint(re.findall(r":(\d+)", GATEWAY))


def test_the_gateway_knows_every_service() -> None:
    [pattern] = re.findall(r"~(\S+) \$\$1;", GATEWAY)
    for service in topology.services():
        found = re.match(pattern, f"/api/{service}/readyz")
        assert found
        assert found[1] == service
    assert not re.match(pattern, "/api/portal/")
    assert "default portal;" in GATEWAY


@each_that_runs_on
def test_no_process_of_ours_is_the_first_in_its_container(name: str) -> None:
    """A server ends by sending itself the signal it was sent, which the first process of a container ignores."""
    assert OURS[name]["init"] is True


def test_the_worker_is_given_longer_than_its_steps() -> None:
    given = int(OURS["worker"]["stop_grace_period"].removesuffix("s"))
    assert given > GRACE.total_seconds()


def test_whatever_is_waited_for_exists_and_can_be_healthy() -> None:
    for name, service in SERVICES.items():
        for needed, how in service.get("depends_on", {}).items():
            assert needed in SERVICES, name
            if how["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[needed], f"{name} waits for {needed}"


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
        "temporal-postgres": f"postgres:{postgres}",
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

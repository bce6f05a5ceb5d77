"""The doctor finds what ails, and says what to do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chassis import clock
from chassis.settings import Settings, settings
from chassis.working_days import announced_until
from songjiao import streams
from songjiao.certificates import LASTS, Certificates
from songjiao.cli import app
from songjiao.doctor import LOOK_ELSEWHERE, Finding, calendar, certificate, embedded, installed, keys, running
from songjiao.keys import Keys
from songjiao.servers.nats import Nats
from songjiao.servers.ports import free_port
from songjiao.servers.stack import Stack
from tests.breaker import BREAKER, breaking


def by_part(findings: list[Finding]) -> dict[str, Finding]:
    """Findings by the part they are about."""
    return {finding.part: finding for finding in findings}


def test_what_the_wheels_brought_runs(tmp_path: Path) -> None:
    found = by_part([*installed(tmp_path), *embedded()])
    for part in ("Python", "PostgreSQL's program", "NATS's program", "Temporal's program", "Disk"):
        assert found[part].well, found[part]


def test_a_missing_key_and_an_open_one_are_told_with_the_remedy(stack: Stack, tmp_path: Path) -> None:
    made = Keys(tmp_path)
    made.ensure()
    told = settings_with(made)
    assert [finding.well for finding in keys(told)] == [True]
    made.audit.chmod(0o644)
    [open_one] = keys(told)
    assert open_one.remedy == f"chmod 600 {made.audit}"
    made.audit.unlink()
    [missing] = keys(told)
    assert str(made.audit) in missing.says
    assert missing.remedy == "songjiao keys"


async def test_servers_are_well_and_what_does_not_run_is_told(stack: Stack, migrated: None) -> None:
    nobody = free_port()
    told = settings().model_copy(update={"services_url": f"http://127.0.0.1:{nobody}", "metrics_port": nobody})
    found = by_part(await running(told))
    for part in ("Database directory", "Database approvals", "Database enrollment"):
        assert found[part].well, found[part]
    # Other tests leave cases here whose runs are gone; how those are told is tried where Temporal's are lost.
    assert found["Temporal"].says.startswith(f"{told.temporal_address}, namespace {told.temporal_namespace}")
    assert "dead letters" in found["Bus"].says
    for part in ("Service directory", "Portal", "Workers"):
        assert found[part].says.startswith("no answer at http://127.0.0.1:")
        assert ".songjiao/" in found[part].remedy


async def test_services_elsewhere_are_asked_there(stack: Stack) -> None:
    told = settings().model_copy(update={"services_url": f"http://localhost:{free_port()}", "metrics_port": 0})
    found = by_part(await running(told, LOOK_ELSEWHERE))
    assert found["Portal"] == Finding("Portal", f"no answer at {told.services_url}/readyz", LOOK_ELSEWHERE)
    assert "Workers" not in found


def test_where_servers_are_ones_own_nobody_is_sent_to_ours(
    stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(app, ["doctor"], env={"COLUMNS": "200"}).output
    assert "Bus" in said
    assert "program" not in said
    assert "songjiao up" not in said


async def test_a_database_without_tables_is_told_with_the_remedy(stack: Stack) -> None:
    empty = settings().model_copy(update={"database_url": stack.postgres.url()})
    found = by_part(await running(empty))
    assert found["Database enrollment"].remedy == "songjiao migrate"


async def test_servers_that_are_away_are_told_in_time(stack: Stack) -> None:
    nobody = free_port()
    told = settings().model_copy(
        update={
            "database_url": f"postgresql+asyncpg://{{service}}:x@127.0.0.1:{nobody}/{{service}}",
            "nats_url": f"nats://127.0.0.1:{nobody}",
            "temporal_address": f"127.0.0.1:{nobody}",
        }
    )
    found = by_part(await running(told))
    for part in ("Database directory", "Bus", "Temporal"):
        assert "songjiao up" in found[part].remedy, found[part]


def test_it_says_until_when_due_dates_are_certain(monkeypatch: pytest.MonkeyPatch) -> None:
    [found] = calendar()
    assert str(announced_until()) in found.says
    later = datetime(announced_until().year + 1, 1, 1, 12, tzinfo=UTC)
    monkeypatch.setattr(clock, "business", lambda: later)
    assert "chinesecalendar" in next(iter(calendar())).remedy


def settings_with(made: Keys) -> Settings:
    """Settings that lead to these keys."""
    return settings().model_copy(
        update={
            "nats_keys_dir": made.directory,
            "token_private_key_file": made.token_private,
            "token_public_key_file": made.token_public,
            "decision_key_file": made.decision,
            "decision_keys_file": made.decisions_public,
            "audit_key_file": made.audit,
            "session_key_file": made.session,
        }
    )


async def test_a_stream_that_is_missing_or_altered_is_told_with_the_remedy(stack: Stack, tmp_path: Path) -> None:
    async with Nats(
        tmp_path / "nats", processes=stack.keys.bus_processes() | {BREAKER.public_key: BREAKER}
    ).running() as nats:
        told = settings().model_copy(update={"nats_url": nats.url})
        await streams.provision(told)
        assert by_part(await running(told))["Bus"].well
        async with breaking(nats.url) as jetstream:
            await jetstream.delete_consumer("DIRECTORY", "approvals")
            altered = (await jetstream.stream_info("ENROLLMENT")).config
            await jetstream.update_stream(altered, max_msgs=1)
        found = by_part(await running(told))["Bus"]
    assert found == Finding("Bus", "missing or altered: DIRECTORY.approvals, ENROLLMENT", "songjiao streams")


def test_a_certificate_that_ends_soon_is_told(tmp_path: Path) -> None:
    made = Certificates(tmp_path)
    made.ensure(clock.machine() - LASTS + timedelta(days=29))
    told = Settings(
        database_url="unused", tls_certificate_file=made.certificate("operator"), tls_key_file=made.key("operator")
    )
    [soon] = certificate(told)
    assert soon.remedy == "songjiao certificates, then restart"
    made.ensure(clock.machine())
    [well] = certificate(told)
    assert well.well

"""Schemathesis against every service as it runs: whatever is sent, no answer is a fault of ours."""

import asyncio
from contextlib import suppress

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from contracts import topology
from tests.system.processes import Running
from tests.system.world import World

EXAMPLES = 12
# Signing out would end the session everything else is asked with; rules made up at random would hold for every later case;
# whoever guesses at a password often enough is locked out, and the administrator signs in for all other tests.
UNASKED = ("/sign-out", "/publish", "/password")
PHASES = (Phase.explicit, Phase.generate)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("service", topology.services())
async def test_no_request_breaks_a_service(world: World, services: Running, service: str, mode: GenerationMode) -> None:
    """Asked as the person who may do most there, so that more than refusals is reached."""
    caller = world.administrator if service == "directory" else world.municipal_clerk
    await world.sign_in(caller)
    asked, failures = await asyncio.to_thread(explore, f"{services.url}/api/{service}", caller.headers, mode)
    assert failures == []
    assert asked > EXAMPLES


def explore(url: str, headers: dict[str, str], mode: GenerationMode) -> tuple[int, list[str]]:
    """Send generated requests to each operation; how many, and which were answered with a 5xx."""
    asked, failures = 0, []
    with requests.Session() as session:
        for found in schemathesis.openapi.from_url(f"{url}/openapi.json").get_all_operations():
            operation = found.ok()

            @settings(
                max_examples=EXAMPLES,
                deadline=None,
                database=None,
                phases=PHASES,
                suppress_health_check=list(HealthCheck),
            )
            @given(operation.as_strategy(generation_mode=mode))
            def send(case: schemathesis.Case) -> None:
                nonlocal asked
                asked += 1
                answer = case.call(base_url=url, headers=headers, session=session)
                if answer.status_code >= 500:
                    failures.append(f"{case.method} {answer.request.url} {answer.status_code} {answer.text[:300]}")

            # An operation that takes nothing cannot be asked wrongly.
            if not operation.label.endswith(UNASKED):
                with suppress(Unsatisfiable):
                    send()
    return asked, failures

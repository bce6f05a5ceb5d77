"""The bus's permissions in the words of NATS."""

import json
from collections.abc import Mapping

from contracts.topology import Process


def authorization(processes: Mapping[str, Process]) -> str:
    """The server's `authorization` block: public nkey → process. Whoever is not listed cannot connect at all."""
    users = [
        {
            "nkey": public_key,
            "permissions": {
                "publish": _only(process.publish),
                "subscribe": _only(process.subscribe),
                "allow_responses": process.allow_responses,
            },
        }
        for public_key, process in processes.items()
    ]
    return f"authorization: {json.dumps({'users': users}, indent=2)}\n"


def _only(subjects: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    # An empty list would allow everything.
    return {"allow": subjects} if subjects else {"deny": (">",)}

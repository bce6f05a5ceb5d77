"""What the routes tell is typed: whoever calls them can be checked against it."""

from collections.abc import Iterator
from typing import Any

from chassis.web.app import Service

JSON = "application/json"


def told(service: Service) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Each successful JSON answer: its route, its schema, and all schemas there are."""
    document = service.app.openapi()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for status, answer in operation["responses"].items():
                if status.startswith("2") and JSON in answer.get("content", {}):
                    schema = answer["content"][JSON].get("schema", {})
                    yield f"{method.upper()} {path} {status}", schema, document["components"]["schemas"]


def test_every_json_answer_has_a_model(shared: Service) -> None:
    found = list(told(shared))
    assert len(found) > 50
    untyped = [
        route
        for route, schema, schemas in found
        if not schemas.get(schema.get("$ref", "").rpartition("/")[2], {}).get("properties")
    ]
    assert untyped == []

"""Phone numbers: one rule in the table of authority, and every answer that carries one is known and tested for it."""

from typing import Any

from chassis.web.app import Service
from contracts.authority import Right

# Schemas of answers with a number, and where it is tested who gets it in full.
KNOWN = {
    "directory": {"Me", "PersonDetail", "Holder"},
    "approvals": set[str](),
    "enrollment": {"DraftView", "SentContent", "MemberView", "MemberShown", "Registered"},
}


def test_one_right_alone_is_about_phones() -> None:
    assert [right.name for right in Right if "PHONE" in right.name] == ["SEE_PHONES"]


def answered(document: dict[str, Any]) -> set[str]:
    """Names of the schemas an answer may be made of, at any depth."""
    schemas, found = document["components"]["schemas"], set[str]()

    def walk(node: Any) -> None:
        match node:
            case {"$ref": str(reference)} if (name := reference.rpartition("/")[2]) not in found:
                found.add(name)
                walk(schemas[name])
            case dict():
                for inner in node.values():
                    walk(inner)
            case list():
                for inner in node:
                    walk(inner)

    for operations in document["paths"].values():
        for operation in operations.values():
            walk(operation["responses"])
    return found


def test_every_answer_with_a_number_is_known(each_service: Service) -> None:
    document = each_service.app.openapi()
    schemas = document["components"]["schemas"]
    carry = {
        name for name in answered(document) if any("phone" in field for field in schemas[name].get("properties", {}))
    }
    assert carry == KNOWN[each_service.name]

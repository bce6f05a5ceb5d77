"""What pages ask of the services is there, and what they read of the answers is in them."""

import re
import types
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, TypedDict, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from chassis.settings import Settings
from contracts import topology
from services.portal.frame import asked
from services.portal.frame.calls import Call
from services.portal.frame.rendering import HERE
from songjiao.keys import Keys

Schema = dict[str, Any]

PLAIN = {str: "string", int: "integer", bool: "boolean", float: "number"}


def calls() -> list[Call[Any]]:
    modules = [import_module(f"{asked.__name__}.{found.name}") for found in iter_modules(asked.__path__)]
    return [call for module in modules for call in vars(module).values() if isinstance(call, Call)]


CALLS = sorted(calls(), key=lambda call: (call.path, call.method))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Schema]:
    """What each service says of itself."""
    keys = Keys(tmp_path_factory.mktemp("keys"))
    keys.ensure()
    settings = Settings(
        environment="test", database_url="postgresql+asyncpg://{service}@-/-", nats_keys_dir=keys.directory,
        token_private_key_file=keys.token_private, token_public_key_file=keys.token_public,
        audit_key_file=keys.audit, session_key_file=keys.session,
    )  # fmt: skip
    services = {call.path.split("/")[1] for call in CALLS}
    assert services <= set(topology.services())
    return {name: import_module(f"services.{name}.main").build(settings).app.openapi() for name in services}


def answered(operation: Schema) -> Schema | None:
    """The JSON it answers with; None where that is a file or nothing."""
    good = [answer for code, answer in operation["responses"].items() if code.startswith("2")]
    found: Schema | None = good[0].get("content", {}).get("application/json", {}).get("schema")
    return found


class Reader:
    """Holds a type of ours against a schema of the service's; says what does not fit, and where nothing is described."""

    def __init__(self, document: Schema) -> None:
        self._named = document["components"]["schemas"]
        self.faults: list[str] = []
        self.undescribed: list[str] = []

    def compare(self, ours: Any, schema: Schema, at: str) -> None:
        schema = self._resolved(schema)
        choices = [self._resolved(each) for each in schema.get("anyOf", [schema])]
        nullable = any(each.get("type") == "null" for each in choices)
        choices = [each for each in choices if each.get("type") != "null"]
        wanted = [each for each in get_args(ours) if each is not types.NoneType] if _is_union(ours) else [ours]
        if nullable and types.NoneType not in get_args(ours):
            self.faults.append(f"{at} may be null")
        for each in wanted:
            self._fits(each, choices, at)

    def _fits(self, ours: Any, choices: list[Schema], at: str) -> None:
        if is_typeddict(ours):
            self._fields(ours, choices, at)
        elif get_origin(ours) is list:
            lists = [self._resolved(each["items"]) for each in choices if each.get("type") == "array"]
            if not lists:
                self.faults.append(f"{at} is no list")
            else:
                self.compare(get_args(ours)[0], {"anyOf": lists} if len(lists) > 1 else lists[0], f"{at}[]")
        elif ours in PLAIN and PLAIN[ours] not in {each.get("type") for each in choices}:
            self.faults.append(f"{at} is no {PLAIN[ours]}")

    def _fields(self, ours: Any, choices: list[Schema], at: str) -> None:
        described = [each["properties"] for each in choices if "properties" in each]
        if not described:
            self.undescribed.append(at)
            return
        for name, of in get_type_hints(ours).items():
            found = [properties[name] for properties in described if name in properties]
            if found:
                self.compare(of, found[0], f"{at}.{name}" if at else name)
            else:
                self.faults.append(f"{at}.{name} is not there".lstrip("."))

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self._named[schema["$ref"].rpartition("/")[2]]
        return schema


def _is_union(of: Any) -> bool:
    return get_origin(of) in (Union, types.UnionType)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.method} {call.path}")
def test_what_is_asked_is_there_and_answers_what_is_read(call: Call[Any], published: dict[str, Schema]) -> None:
    _, service, rest = call.path.split("/", 2)
    document = published[service]
    operation = document["paths"].get(f"/{rest}", {}).get(call.method.lower())
    assert operation, f"{service} has no {call.method} /{rest}"
    if call.answers is types.NoneType:
        return
    schema = answered(operation)
    assert schema, "it answers with no JSON"
    reader = Reader(document)
    reader.compare(call.answers, schema, "")
    assert reader.faults == []
    assert reader.undescribed == [], "there is nothing to hold what pages read of it against"


def test_a_reader_finds_what_does_not_fit() -> None:
    class Inner(TypedDict):
        at: str

    class Ours(TypedDict):
        name: str
        number: int
        gone: str
        inner: list[Inner]
        maybe: str

    schema = {
        "properties": {
            "name": {"type": "string"}, "number": {"type": "string"}, "maybe": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "inner": {"type": "array", "items": {"$ref": "#/components/schemas/Inner"}},
        }
    }  # fmt: skip
    reader = Reader({"components": {"schemas": {"Inner": {"properties": {"until": {"type": "string"}}}}}})
    reader.compare(Ours, schema, "")
    assert reader.faults == [
        "number is no integer",
        "gone is not there",
        "inner[].at is not there",
        "maybe may be null",
    ]


def sources() -> Iterator[tuple[str, str]]:
    for path in sorted(HERE.rglob("*.py")):
        if "node_modules" not in path.parts:
            yield str(path.relative_to(HERE)), path.read_text()


def test_services_are_asked_nothing_else() -> None:
    address = re.compile(rf"[\"'](/api)?/({'|'.join(topology.services())})/")
    assert [name for name, text in sources() if address.search(text) and not name.startswith("frame/asked/")] == []


def test_every_call_is_used() -> None:
    texts = "\n".join(text for name, text in sources() if not name.startswith("frame/asked/"))
    modules = [import_module(f"{asked.__name__}.{found.name}") for found in iter_modules(asked.__path__)]
    for module in modules:
        names = [name for name, call in vars(module).items() if isinstance(call, Call)]
        about = module.__name__.rpartition(".")[2]
        block = "\n".join(re.findall(rf"asked\.{about} import (\([^)]*\)|[^\n]*)", texts))
        assert [name for name in names if not re.search(rf"\b{name}\b", block)] == [], about


def test_an_address_holds_whatever_is_written_in_its_places() -> None:
    call = Call("GET", "/enrollment/members/{membership_id}/plans/{revision}/file", types.NoneType)
    assert call.at("1/../2?x", 3) == "/enrollment/members/1%2F..%2F2%3Fx/plans/3/file"
    with pytest.raises(ValueError, match="zip"):
        call.at("1")

"""Random histories against the real service: no state outside the measures' path, and nothing typed or sent is ever lost."""

from typing import Any, get_args
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.canonical import content_hash
from services.enrollment.domain.words import Level, Stage
from tests.services.enrollment.application.test_states import AFTER
from tests.services.enrollment.programme import MOTIVATION, Programme, Verb

DECISIONS = st.tuples(st.just("decide"), st.sampled_from(get_args(Level)), st.sampled_from(get_args(Verb)))
TYPING = st.tuples(st.just("type"), st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20))
OTHERS = st.sampled_from([("send",), ("send",), ("admit",), ("lapse",), ("withdraw",)])
# A walk that mostly goes forward, so that it also gets far.
FORWARD = st.sampled_from([("decide", stage, "approve") for stage in get_args(Level)])
WALKS = st.lists(st.one_of(OTHERS, FORWARD, TYPING, DECISIONS), min_size=4, max_size=16)


class Walk:
    """One applicant's history, and what must still be there after each step."""

    def __init__(self, programme: Programme, person: UUID, application: UUID) -> None:
        self.programme, self.person, self.application = programme, person, application
        self.typed = MOTIVATION
        self.sent: list[str] = []
        self.state = "DRAFT"

    async def step(self, action: tuple[str, ...]) -> None:
        kind, *rest = action
        await getattr(self, kind)(*rest)
        view = await self.programme.view(self.application, self.person)
        assert view["state"] == self.state or view["state"] in AFTER[self.state], (self.state, action, view["state"])
        self.state = view["state"]
        assert view["draft"]["motivation"] == self.typed
        assert [revision["content"]["motivation"] for revision in view["revisions"]] == self.sent
        assert all(revision["content_hash"] == content_hash(revision["content"]) for revision in view["revisions"])

    async def post(self, word: str, body: Any) -> bool:
        path, headers = f"/applications/{self.application}/{word}", self.programme.person(self.person)
        return (await self.programme.call("POST", path, headers, body)).is_success

    async def type(self, text: str) -> None:
        view = await self.programme.view(self.application, self.person)
        body = {"motivation": MOTIVATION + text, "base_version": view["version"]}
        path, headers = f"/applications/{self.application}", self.programme.person(self.person)
        if (await self.programme.call("PUT", path, headers, body)).is_success:
            self.typed = MOTIVATION + text

    async def send(self) -> None:
        view = await self.programme.view(self.application, self.person)
        if await self.post("submit", {"version": view["version"]}):
            self.sent.append(self.typed)

    async def withdraw(self) -> None:
        await self.post("withdraw", {})

    async def decide(self, stage: Stage, verb: Verb) -> None:
        await self.programme.decide(self.application, stage, verb)

    async def admit(self) -> None:
        await self.programme.admit(self.application, revision=len(self.sent))

    async def lapse(self) -> None:
        await self.programme.proceed(self.application)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=WALKS)
async def test_any_history(programme: Programme, walk: list[tuple[str, ...]]) -> None:
    person = await programme.another_teacher("随机")
    application, _ = await programme.draft(person)
    history = Walk(programme, person, application)
    for action in walk:
        await history.step(action)

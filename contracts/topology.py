"""Who may say what on the bus, and who listens to whom: the one table from which the server's permissions are written."""

from dataclasses import dataclass

from contracts.kinds import owners

DEAD_LETTERS = "DEAD_LETTERS"
# The event that ends a session, whose `session_id` it names; every process follows it.
SESSION_ENDED = "directory.session.revoked"


def stream(service: str) -> str:
    """The JetStream stream that carries a service's events."""
    return service.upper()


@dataclass(frozen=True)
class Process:
    """A process with a key of its own. Nothing it is not given here is allowed on the bus."""

    name: str
    publishes_events: bool = False
    sends_commands: bool = False
    sees_to_dead_letters: bool = False
    listens_to: tuple[str, ...] = ()

    @property
    def publish(self) -> tuple[str, ...]:
        """Subjects it may publish to."""
        subjects = [f"dead.{self.name}.>", *self._stream_api(DEAD_LETTERS)]
        if self.publishes_events:
            own = stream(self.name)
            subjects += [f"{self.name}.>", *self._stream_api(own), f"$JS.API.STREAM.MSG.GET.{own}"]
            subjects += [*self._consumer_api(own, f"{self.name}-refill"), f"$JS.API.DIRECT.GET.{own}.>"]
        if self.sends_commands:
            subjects.append("cmd.>")
        for service in self.listens_to:
            subjects += [f"$JS.API.STREAM.INFO.{stream(service)}", *self._consumer_api(stream(service), self.name)]
        if self.sees_to_dead_letters:
            subjects += [f"$JS.API.STREAM.MSG.{verb}.{DEAD_LETTERS}" for verb in ("GET", "DELETE")]
            # Reads what was told, to hold it against what is kept (`songjiao audit verify`); it changes no stream by it.
            subjects += [f"$JS.API.DIRECT.GET.{stream(service)}" for service in self.listens_to]
        # Every copy of every process follows ended sessions through a nameless reader of its own, and that one subject only.
        subjects.append(f"$JS.API.CONSUMER.CREATE.{stream('directory')}.*.{SESSION_ENDED}")
        return tuple(dict.fromkeys(subjects))

    @property
    def subscribe(self) -> tuple[str, ...]:
        """Subjects it may subscribe to: its own inbox, and a service the commands sent to it."""
        subjects = [f"_INBOX_{self.name}.>"]
        if self.publishes_events:
            subjects.append(f"cmd.{self.name}.>")
        if self.name == "portal":
            subjects += [f"{service}.>" for service in self.listens_to]
        return tuple(subjects)

    @property
    def allow_responses(self) -> bool:
        """Whether it may answer what it was asked."""
        return self.publishes_events

    def _stream_api(self, name: str) -> tuple[str, ...]:
        return tuple(f"$JS.API.STREAM.{verb}.{name}" for verb in ("CREATE", "UPDATE", "INFO"))

    def _consumer_api(self, stream_name: str, consumer: str) -> tuple[str, ...]:
        api = "$JS.API.CONSUMER"
        place = f"{stream_name}.{consumer}"
        return (
            f"{api}.CREATE.{place}",
            f"{api}.CREATE.{place}.>",
            f"{api}.INFO.{place}",
            f"{api}.DELETE.{place}",
            f"{api}.MSG.NEXT.{place}",
            f"$JS.ACK.{place}.>",
        )


# Keeps attendance; until it is built, whoever keeps it speaks with its key.
ACTIVITIES = "activities"
# Beside the owners of cases: what a service needs to know of others, by what it takes in (a test holds this against its consumers).
NEEDS: dict[str, tuple[str, ...]] = {"approvals": ("directory",), "enrollment": ("directory", ACTIVITIES)}


def services() -> tuple[str, ...]:
    """The services of this installation that speak HTTP and keep a database: those every case needs, and the owners of cases."""
    return tuple(dict.fromkeys(("directory", "approvals", *owners())))


def processes() -> tuple[Process, ...]:
    """Everybody who has a key on the bus. Who owns cases is listened to by all who show or move them."""
    speak_of_cases = ("approvals", *owners())
    return (
        Process("directory", publishes_events=True),
        Process("approvals", publishes_events=True, listens_to=(*NEEDS["approvals"], *owners())),
        *(Process(owner, publishes_events=True, listens_to=NEEDS.get(owner, ("directory",))) for owner in owners()),
        *(() if ACTIVITIES in owners() else (Process(ACTIVITIES, publishes_events=True),)),
        Process("workflows", sends_commands=True, listens_to=speak_of_cases),
        Process("portal", listens_to=speak_of_cases),
        # For whoever operates the system: reads and re-drives what went to the dead letters.
        Process("operator", sees_to_dead_letters=True, listens_to=services()),
    )

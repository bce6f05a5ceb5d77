"""Who may say what on the bus, and who listens to whom: the one table from which the server's permissions are written."""

from dataclasses import dataclass

from contracts.kinds import owners

DEAD_LETTERS = "DEAD_LETTERS"
# The event that ends a session, whose `session_id` it names; every service follows it.
SESSION_ENDED = "directory.session.revoked"
# A copy of the latest of these, under this prefix: who may read it may read nothing else of the directory.
ENDED_SESSIONS, ENDED = "ENDED_SESSIONS", "ended"


def stream(service: str) -> str:
    """The JetStream stream that carries a service's events."""
    return service.upper()


def refill(service: str) -> str:
    """The durable reader by which a service's relay finds out what its stream has lost."""
    return f"{service}-refill"


@dataclass(frozen=True)
class Process:
    """A process with a key of its own. Nothing it is not given here is allowed on the bus.

    Nobody but the installer may make or change a stream or a reader: their configuration can have the server itself republish,
    copy and cut, whatever these subjects say. Nor may anybody have the server hand out what they wrote, body and all
    (`DIRECT.GET`): it sends it wherever the reply is to go, also where the asker may not speak.
    """

    name: str
    publishes_events: bool = False
    sends_commands: bool = False
    sees_to_dead_letters: bool = False
    installs: bool = False
    listens_to: tuple[str, ...] = ()
    # Heard as they are said, without a durable reader: what was missed is missed.
    overhears: tuple[str, ...] = ()

    @property
    def publish(self) -> tuple[str, ...]:
        """Subjects it may publish to."""
        subjects: list[str] = []
        if self.publishes_events:
            own, again = stream(self.name), refill(self.name)
            subjects += [f"{self.name}.>", _info(own), *_reads(own, again), f"$JS.API.CONSUMER.RESET.{own}.{again}"]
            subjects += [_info(DEAD_LETTERS), _info(ENDED_SESSIONS), f"$JS.API.STREAM.MSG.GET.{ENDED_SESSIONS}"]
        if self.sends_commands:
            subjects.append("cmd.>")
        if self.listens_to:
            subjects.append(f"dead.{self.name}.>")
        for service in self.listens_to:
            subjects += [*_reads(stream(service), self.name), f"$JS.ACK.{stream(service)}.{self.name}.>"]
        if self.sees_to_dead_letters:
            subjects += [f"$JS.API.STREAM.MSG.{verb}.{DEAD_LETTERS}" for verb in ("GET", "DELETE")]
            for name in streams():
                subjects += [_info(name), f"$JS.API.CONSUMER.INFO.{name}.*"]
            # Reads what was told, to hold it against what is kept (`songjiao audit verify`).
            subjects += [f"$JS.API.STREAM.MSG.GET.{stream(service)}" for service in services()]
        if self.installs:
            for name in streams():
                subjects += [f"$JS.API.STREAM.{verb}.{name}" for verb in ("CREATE", "UPDATE", "INFO")]
                subjects += [f"$JS.API.CONSUMER.{verb}.{name}.*" for verb in ("CREATE", "INFO", "DELETE")]
                subjects.append(f"$JS.API.CONSUMER.LIST.{name}")
        return tuple(subjects)

    @property
    def subscribe(self) -> tuple[str, ...]:
        """Subjects it may subscribe to: its own inbox, and a service the commands sent to it."""
        subjects = [f"{inbox(self.name)}.>"]
        if self.publishes_events:
            subjects.append(f"cmd.{self.name}.>")
        return (*subjects, *(f"{service}.>" for service in self.overhears))

    @property
    def allow_responses(self) -> bool:
        """Whether it may answer what it was asked: once, at the place named by whoever asked.

        It must never hear what it may say itself: it could name any place there, and then speak to it.
        """
        return self.publishes_events


def inbox(process: str) -> str:
    """Where answers to a process come; nobody else hears them."""
    return f"_INBOX_{process}"


def _info(name: str) -> str:
    return f"$JS.API.STREAM.INFO.{name}"


def _reads(name: str, reader: str) -> tuple[str, ...]:
    return (f"$JS.API.CONSUMER.INFO.{name}.{reader}", f"$JS.API.CONSUMER.MSG.NEXT.{name}.{reader}")


# Who sends commands, and the set-up step.
ASKS, INSTALLER = "workflows", "installer"
# Keeps attendance; until it is built, whoever keeps it speaks with its key.
ACTIVITIES = "activities"
# Beside the owners of cases: what a service needs to know of others, by what it takes in (a test holds this against its consumers).
NEEDS: dict[str, tuple[str, ...]] = {"approvals": ("directory",), "enrollment": ("directory", ACTIVITIES)}


def services() -> tuple[str, ...]:
    """The services of this installation that speak HTTP and keep a database: those every case needs, and the owners of cases."""
    return tuple(dict.fromkeys(("directory", "approvals", *owners())))


def speakers() -> tuple[str, ...]:
    """Everybody who says events: the services, and whoever is yet to be built."""
    return tuple(dict.fromkeys((*services(), ACTIVITIES)))


def streams() -> tuple[str, ...]:
    """Every stream there is."""
    return (*map(stream, speakers()), DEAD_LETTERS, ENDED_SESSIONS)


def processes() -> tuple[Process, ...]:
    """Everybody who has a key on the bus. Who owns cases is listened to by all who show or move them."""
    speak_of_cases = ("approvals", *owners())
    return (
        Process("directory", publishes_events=True),
        Process("approvals", publishes_events=True, listens_to=(*NEEDS["approvals"], *owners())),
        *(Process(owner, publishes_events=True, listens_to=NEEDS.get(owner, ("directory",))) for owner in owners()),
        *(() if ACTIVITIES in owners() else (Process(ACTIVITIES, publishes_events=True),)),
        Process(ASKS, sends_commands=True, listens_to=speak_of_cases),
        Process("portal", overhears=speak_of_cases),
        # For whoever operates the system: looks at everything, reads and re-drives what went to the dead letters.
        Process("operator", sees_to_dead_letters=True),
        # The set-up step alone: no process that runs on has its key.
        Process(INSTALLER, installs=True),
    )

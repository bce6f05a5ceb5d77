"""What `activities` will say of attendance, said with its key on its stream, until there is such a service."""

from uuid import UUID

from chassis import clock
from chassis.bus import envelopes
from chassis.bus.connection import Bus
from chassis.ids import uuid7
from chassis.settings import settings
from contracts.envelope import Envelope
from contracts.events.activities import AttendanceRecorded
from contracts.topology import ACTIVITIES, stream


async def say(membership: UUID, attendance: str, *, row: UUID | None = None, version: int = 1) -> UUID:
    """One attendance, or a correction of one; gives its row."""
    row = row or uuid7()
    said = AttendanceRecorded(
        attendance_id=row,
        activity_id=uuid7(),
        membership_id=membership,
        attendance=attendance,
        held_at=clock.business(),
    )
    async with Bus(ACTIVITIES, settings()) as bus:
        jetstream = await bus.joined()
        held = (await jetstream.stream_info(stream(ACTIVITIES))).state.messages
        envelope = Envelope(
            id=uuid7(), source=f"/songjiao/{ACTIVITIES}", type=said.TYPE, subject=str(row), time=clock.business(),
            dataschema=said.dataschema(), data=said.model_dump(mode="json"), position=held + 1,
            aggregateversion=version, correlationid="attendance",
        )  # fmt: skip
        body = envelope.model_dump_json(exclude_none=True).encode()
        await jetstream.publish(said.TYPE, body, headers=envelopes.headers(envelope))
    return row

"""The cases this service owns, and what each kind answers to its process."""

from sqlalchemy import Select, bindparam, select

from casework.owner import Owner
from contracts.kinds import DISQUALIFICATION, STUDIO_ESTABLISHMENT, TRAINEE_APPLICATION
from services.enrollment.commands.application import decide, lapse
from services.enrollment.commands.application import look as application
from services.enrollment.commands.disqualification import process as hearing
from services.enrollment.commands.studio import process as establishment
from services.enrollment.models import Application, Disqualification, Studio


def _on_file(case: type[Application | Studio | Disqualification]) -> Select[tuple[object, ...]]:
    return select(case.plan, case.revision, case.content_hash, case.taken).where(case.id == bindparam("case_id"))


OWNERS: dict[str, Owner] = {
    TRAINEE_APPLICATION.name: Owner(_on_file(Application), application.look, decide.record, lapse.proceed),
    STUDIO_ESTABLISHMENT.name: Owner(_on_file(Studio), establishment.look, establishment.record, establishment.proceed),
    DISQUALIFICATION.name: Owner(_on_file(Disqualification), hearing.look, hearing.record, hearing.proceed),
}

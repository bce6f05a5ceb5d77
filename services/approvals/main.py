"""The composition root."""

from chassis.settings import Settings
from chassis.store.job_running import Jobs
from chassis.web.app import Service
from chassis.web.routes import routes_of
from contracts.authority import operates
from services.approvals.commands import batch as batches
from services.approvals.commands.seal import Sealing
from services.approvals.consumers import handlers
from services.approvals.responders import RESPONDERS


def build(settings: Settings) -> Service:
    """The service as the settings say; it opens nothing before it runs."""
    service = Service(
        "approvals",
        settings,
        routes_of("services.approvals.api"),
        handlers=handlers(),
        responders=RESPONDERS,
        operates=operates,
    )
    service.background(Jobs(service.database, {batches.KIND: batches.decide_one}).run)
    service.background(Sealing(service.database, settings.seals_dir).run)
    return service

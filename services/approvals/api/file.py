"""Files that go with decisions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from chassis import clock
from chassis.formats import PAPERS, NewFile
from chassis.store.files import content_of
from chassis.web.files import FORM, FileView, as_download, uploaded
from chassis.web.http import Caller, Reading, Tx
from services.approvals.commands.decision import Decider
from services.approvals.commands.file import add_file
from services.approvals.domain import problems
from services.approvals.queries.case import find
from services.approvals.queries.file import stored

router = APIRouter(tags=["files"])

Paper = Annotated[NewFile, Depends(uploaded(PAPERS))]


@router.post("/tasks/{task_id}/files", status_code=201, openapi_extra=FORM)
async def post_file(task_id: UUID, file: Paper, transaction: Tx, caller: Caller) -> FileView:
    """Add a PDF, JPEG or PNG of at most 10 MB; the decision names it by its id."""
    file_id = await add_file(transaction, Decider(caller.person_id, caller.name), task_id, file)
    return FileView(file_id=file_id, name=file.name, size=file.size, media_type=file.media_type, sha256=file.sha256)


@router.get("/files/{file_id}", response_class=Response)
async def get_file(file_id: UUID, reading: Reading, caller: Caller) -> Response:
    """Download a file of a case one may see; one not handed in yet only by who added it."""
    found = await stored(reading, file_id)
    if found is None:
        raise problems.no_such_file()
    if found.added_by != caller.person_id:
        seen = await find(reading, found.case_id, caller.person_id, clock.business())
        if seen is None or found.decision_id is None:
            raise problems.no_such_file()
    return as_download(found.name, found.sha256, found.media_type, await content_of(reading, found.sha256))

"""A case on a page of its own, for whoever may see it, and its printable form."""

import asyncio

from fastapi.responses import Response
from markupsafe import Markup

from services.portal.cases.material import read
from services.portal.cases.proof import Proofs
from services.portal.cases.view import gather
from services.portal.frame.addresses import site
from services.portal.frame.asked.cases import SHEET
from services.portal.frame.forms import Router
from services.portal.frame.visit import Visitor

router = Router()


@router.get("/cases/{case_id}")
async def show(visit: Visitor, case_id: str) -> Response:
    """The case to be read. Who has it to decide gets there through the inbox."""
    shown = await gather(visit, case_id)
    await visit.seen(case_id)
    template = "case/read.html" if visit.fragment else "case/page.html"
    return await visit.page(template, open_task=None, **shown)


@router.get("/cases/{case_id}/sheet")
async def sheet(visit: Visitor, case_id: str) -> Response:
    """The 审批单 on A4."""
    data, shown = await asyncio.gather(visit.api.get(SHEET, case_id), gather(visit, case_id))
    chinese = visit.desk.pages.speech("zh")
    material = read(shown["card"]["kind"], case_id, (shown["owned"] or {}).get("revisions", []), chinese)
    # The paper goes into a file of the office: it is in Chinese whatever language its reader works in.
    proofs = Proofs(site(visit.desk.request), shown["card"]["case_no"], visit.speech)
    context = shown | material | {"sheet": data, "proofs": proofs}
    paper = visit.desk.pages.render("zh", "case/sheet_paper.html", **context)
    return await visit.page("case/sheet.html", paper=Markup(paper), card=shown["card"])  # noqa: S704

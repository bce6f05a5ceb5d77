"""For those who recommend and nominate: what became of it."""

import asyncio

from contracts.authority import Right, may, may_anywhere
from contracts.kinds import STUDIO_ESTABLISHMENT
from services.portal.frame.asked.recommendations import RECOMMENDATIONS, RecommendationRow
from services.portal.frame.visit import Visit
from services.portal.pages.home.part import Part, Presses
from services.portal.pages.home.words import NOMINATION_STEPS, STEPS

LATEST = 5


async def recommending(visit: Visit) -> Part | None:
    """What a school or a county's personnel section has put forward; the city's office looks after everybody's."""
    recommends = may_anywhere(Right.RECOMMEND_TEACHERS, visit.offices)
    nominates = may_anywhere(Right.NOMINATE_HOST, visit.offices)
    if not (recommends or nominates) or may(Right.SEE_CASES, visit.offices):
        return None
    recommended, summary = await asyncio.gather(_recommended(visit, recommends), visit.summary())
    nominated = [
        {**case, "reached": NOMINATION_STEPS.get(case["state"])}
        for case in summary["started"]
        if case["kind"] == STUDIO_ESTABLISHMENT.name
    ]
    shown = {
        "recommends": recommends,
        "nominates": nominates,
        "recommended": [{**each, "reached": STEPS.get(each["application_state"] or "")} for each in recommended],
        "nominated": nominated,
    }
    return Part("home/put_forward.html", Presses.TO_READ, shown)


async def _recommended(visit: Visit, recommends: bool) -> list[RecommendationRow]:
    return list((await visit.api.get(RECOMMENDATIONS, limit=LATEST))["items"]) if recommends else []

"""How many a round and a studio take: for the municipal office."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.frame.clients import Json, ProblemError
from services.portal.frame.visit import Typed, Visit, Visitor, text
from services.portal.frame.words import N_
from services.portal.pages.round.rounds import show_round

router = APIRouter()

KINDS = ("county:", "studio_id:")


@router.post("/rounds/{round_id}/quotas")
async def quotas(visit: Visitor, round_id: str, form: Typed) -> Response:
    """The quotas of this form beside those it does not show; a field left empty is no limit."""
    typed = {name: value.strip() for name, value in form.items() if isinstance(value, str) and name.startswith(KINDS)}
    quotas = await _stored(visit, round_id) | typed
    names = [name for name, value in quotas.items() if value]
    items = [_item(name, quotas[name]) for name in names]
    try:
        await visit.api.put(f"/enrollment/rounds/{round_id}/quotas", {"items": items})
    except ProblemError as problem:
        visit.begin_summary()
        # The service counts, the form names.
        problem.fields = {names[int(field.split(".")[1])]: words for field, words in problem.fields.items()}
        return await show_round(visit, round_id, text(form, "shown"), problem, typed)
    back = f"/rounds/{round_id}" + (f"?county={text(form, 'shown')}" if text(form, "shown") else "")
    return visit.go(back, N_("名额已保存。"))


async def _stored(visit: Visit, round_id: str) -> dict[str, str]:
    places = await visit.api.get(f"/enrollment/rounds/{round_id}/places")
    of_counties = {f"county:{each['county']}": each["quota"] for each in places["counties"]}
    of_studios = {f"studio_id:{each['studio_id']}": each["quota"] for each in places["studios"]}
    return {name: str(quota) for name, quota in (of_counties | of_studios).items() if quota is not None}


def _item(name: str, places: str) -> Json:
    kind, _, of = name.partition(":")
    return {kind: of, "places": places}


@router.post("/studios/{studio_id}/cap")
async def cap(visit: Visitor, studio_id: str, form: Typed) -> Response:
    """Another cap for a studio, with the reason."""
    body = {"soft_cap": text(form, "soft_cap"), "reason": text(form, "reason")}
    await visit.api.put(f"/enrollment/studios/{studio_id}/cap", body)
    return visit.go(f"/studios/{studio_id}", N_("学员人数上限已改为 %(n)s 人。"), n=body["soft_cap"])

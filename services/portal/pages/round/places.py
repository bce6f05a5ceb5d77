"""How many a round and a studio take: for the municipal office."""

from fastapi.responses import Response

from services.portal.frame.asked.rounds import PLACES, SET_QUOTAS
from services.portal.frame.asked.studios import SET_CAP
from services.portal.frame.clients import Json
from services.portal.frame.forms import Router, Sent, comes_back, naming
from services.portal.frame.visit import Visit, Visitor
from services.portal.frame.words import N_
from services.portal.pages.round.rounds import show
from services.portal.pages.studio.show import studio

router = Router()

KINDS = ("county:", "studio_id:")


@router.post("/rounds/{round_id}/quotas")
@comes_back(show)
async def quotas(visit: Visitor, round_id: str, form: Sent) -> Response:
    """The quotas of this form beside those it does not show; a field left empty is no limit."""
    typed = {name: value.strip() for name, value in form.items() if name.startswith(KINDS)}
    quotas = await _stored(visit, round_id) | typed
    names = [name for name, value in quotas.items() if value]
    # The service counts, the form names.
    with naming(lambda field: _name_of(field, names)):
        items = [_item(name, quotas[name]) for name in names]
        await visit.api.do(SET_QUOTAS, round_id, body={"items": items})
    back = f"/rounds/{round_id}" + (f"?county={form['shown']}" if form["shown"] else "")
    return visit.go(back, N_("名额已保存。"))


async def _stored(visit: Visit, round_id: str) -> dict[str, str]:
    places = await visit.api.get(PLACES, round_id)
    of_counties = {f"county:{each['county']}": each["quota"] for each in places["counties"]}
    of_studios = {f"studio_id:{each['studio_id']}": each["quota"] for each in places["studios"]}
    return {name: str(quota) for name, quota in (of_counties | of_studios).items() if quota is not None}


def _name_of(field: str, names: list[str]) -> str:
    """The form's name of `items.3.places`; a fault of all of them together belongs to none."""
    number = field.removeprefix("items.").partition(".")[0]
    return names[int(number)] if number.isdecimal() else field


def _item(name: str, places: str) -> Json:
    kind, _, of = name.partition(":")
    return {kind: of, "places": places}


@router.post("/studios/{studio_id}/cap")
@comes_back(studio)
async def cap(visit: Visitor, studio_id: str, form: Sent) -> Response:
    """Another cap for a studio, with the reason."""
    body = {"soft_cap": form["soft_cap"], "reason": form["reason"]}
    await visit.api.do(SET_CAP, studio_id, body=body)
    return visit.go(f"/studios/{studio_id}", N_("学员人数上限已改为 %(n)s 人。"), n=body["soft_cap"])

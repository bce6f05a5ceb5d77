"""Which rounds an application may be in: a draft stays in its own as long as that is open, a returned one for good (Art. 4.2)."""

from operator import itemgetter

from services.portal.frame.asked.applications import Application
from services.portal.frame.asked.rounds import RoundRow
from services.portal.pages.application.returned import RETURNED
from services.portal.pages.round.listing import recruiting_in


def offered(opened: list[RoundRow], county: str, application: Application | None) -> list[RoundRow]:
    """Of the open ones those to choose from, the one that closes first at the head."""
    own = own_round(application)
    if application and application["state"] == RETURNED:
        return [each for each in opened if each["id"] == own]
    # Where no round recruits in the county all are shown, so that the obstacle in each is told.
    recruiting = recruiting_in(opened, county or None) or opened
    return sorted((each for each in opened if each in recruiting or each["id"] == own), key=itemgetter("closes_at"))


def own_round(application: Application | None) -> str:
    """The round a draft names, or that which was once sent for; empty where there is none yet."""
    if application is None:
        return ""
    if application["state"] == RETURNED and application["round"]:
        return application["round"]["id"]
    return (application["draft"] and application["draft"]["round_id"]) or ""


def has_ended(opened: list[RoundRow], application: Application) -> bool:
    """Whether the round a draft was begun in recruits no more: choosing a studio then means another round, which is to be said."""
    own = own_round(application)
    return bool(own) and own not in {each["id"] for each in opened}

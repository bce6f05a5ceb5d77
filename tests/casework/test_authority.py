"""Who may act in a case: an own case, two levels, two seats, and no way around by a proxy."""

from uuid import UUID, uuid4

import pytest

from casework.authority import Conflict, Hold, Place, conflict, own_first, with_act

CLERK, PRINCIPAL, PARTY = uuid4(), uuid4(), uuid4()
COUNTY, CITY = "county_office:330328", "municipal_office:city"

# Where somebody acted, where they want to act, and what bars them.
PLACES: list[tuple[Place, Place, Conflict | None]] = [
    (Place(COUNTY, "county"), Place(CITY, "municipal"), "two_levels"),
    (Place(CITY, "admission"), Place(CITY, "appeal"), "two_levels"),
    (Place(COUNTY, "countersign", 0), Place(CITY, "countersign", 1), "two_seats"),
    (Place(COUNTY, "county"), Place(COUNTY, "county"), None),
    (Place("trainee_school:1", "school"), Place("trainee_school:2", "school"), None),
    # A deed counts as acting at its level: for the same office more may be done, and for no other.
    (Place(CITY), Place(CITY), None),
    (Place(CITY), Place(COUNTY), "two_levels"),
    (Place(CITY, "qualification"), Place(CITY), None),
    (Place(CITY), Place(CITY, "qualification"), None),
    (Place(COUNTY), Place("base_school:1", "base_confirmation"), "two_levels"),
    (Place("base_school:1", "base_confirmation"), Place(COUNTY), "two_levels"),
]


@pytest.mark.parametrize(("acted", "wanted", "bar"), PLACES)
def test_where_somebody_acted_bars_them_elsewhere(acted: Place, wanted: Place, bar: Conflict | None) -> None:
    hold, known = Hold(wanted.office_key), {acted.key: {CLERK}}
    assert conflict(CLERK, hold, wanted, (), known) == bar
    assert conflict(uuid4(), hold, wanted, (), known) is None
    deputy = Hold(wanted.office_key, uuid4(), CLERK, "陈志远")
    assert conflict(PRINCIPAL, deputy, wanted, (), known) == (bar and "proxy_conflict")
    stood_in = {acted.key: {PRINCIPAL, CLERK}}
    assert conflict(PRINCIPAL, hold, wanted, (), stood_in) == bar, "whom a deputy acted for has acted"


@pytest.mark.parametrize("place", [Place(CITY, "municipal"), Place(CITY)])
def test_nobody_acts_in_an_own_case(place: Place) -> None:
    assert conflict(PARTY, Hold(CITY), place, (PARTY,), {}) == "own_case"
    assert conflict(CLERK, Hold(CITY, uuid4(), PARTY, "周晓燕"), place, (PARTY,), {}) == "proxy_conflict"


@pytest.mark.parametrize("place", [acted for acted, _, _ in PLACES])
def test_a_place_is_read_as_it_was_kept(place: Place) -> None:
    assert Place.read(place.key) == place


def test_acts_are_kept_once_and_sorted() -> None:
    first, second = sorted([CLERK, PRINCIPAL], key=str)
    kept = with_act({}, Place(CITY), second, None)
    again = {key: {UUID(person) for person in people} for key, people in kept.items()}
    assert with_act(again, Place(CITY), second, first) == {f"@{CITY}": [str(first), str(second)]}


def test_an_own_office_is_offered_before_a_proxy() -> None:
    proxy = Hold(CITY, uuid4(), PRINCIPAL, "陈志远")
    assert own_first([proxy, Hold(CITY)]) == Hold(CITY)
    assert own_first([proxy]) == proxy
    assert own_first([]) is None

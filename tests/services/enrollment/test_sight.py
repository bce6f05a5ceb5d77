"""Who may see what, without a server."""

from uuid import uuid4

from services.enrollment.domain.sight import masked, sight


def test_sight_follows_the_offices() -> None:
    person, school = uuid4(), uuid4()
    case = {"applicant_id": uuid4(), "county": "330328", "school_id": school}
    for office in ("municipal_office:city", "municipal_hr_division:city", "chief_lead:city", "county_office:330328",
                   "county_personnel_section:330328", "stage_lead:330328", f"trainee_school:{school}"):  # fmt: skip
        assert sight(person, {office}).sees(**case), office
    for office in ("county_office:330329", f"trainee_school:{uuid4()}", "administrator:city", f"base_school:{school}"):
        assert not sight(person, {office}).sees(**case), office
    assert sight(person, set()).sees(**(case | {"applicant_id": person}))
    for office in ("county_office:330328", "municipal_office:city"):
        assert not sight(person, {office}).sees(applicant_id=uuid4(), county=None, school_id=None), "a draft"


def test_a_number_is_masked_for_those_who_need_not_call() -> None:
    person, case = uuid4(), {"applicant_id": uuid4(), "county": "330328", "school_id": uuid4()}
    assert sight(person, {"county_office:330328"}).phone("13812345678", **case) == "13812345678"
    assert sight(person, {"chief_lead:city"}).phone("13812345678", **case) == "138******78"
    assert masked("") == ""

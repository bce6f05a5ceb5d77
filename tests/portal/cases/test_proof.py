"""The code beside a decision: large enough for a phone, whatever the city's address."""

import re

import pytest

from services.portal.cases.proof import Proofs
from services.portal.frame.speech import Speech

PROOF = {"signature": "Ab-_" * 21 + "Ab", "code": "ABCDEFGHIJKLMNOPQRST"}
VIEW = re.compile(r'width="([\d.]+)mm" height="\1mm" viewBox="0 0 \1 \1"')


@pytest.mark.parametrize(
    ("site", "modules"),
    [
        ("http://127.0.0.1:8000", 49),
        ("https://songjiao.example", 49),
        # 40 letters more.
        ("https://mingshisongjiao.jiaoyuju.hulianwang.wenzhou.example", 53),
    ],
)
def test_a_module_has_at_least_four_tenths_of_a_millimetre(site: str, modules: int) -> None:
    printed = Proofs(site, "BM-2026-000001", Speech("zh", lambda words, **_: words)).printed(PROOF)  # type: ignore[arg-type]
    found = VIEW.search(printed.drawing)
    assert found
    # Four modules of white on either side.
    assert float(found[1]) / (modules + 8) == pytest.approx(0.4)
    assert printed.address == f"{site}/check/BM-2026-000001/{PROOF['signature']}"
    assert printed.code == "ABCD EFGH IJKL MNOP QRST"

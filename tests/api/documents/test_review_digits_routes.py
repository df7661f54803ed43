"""Doubtful digits of many invoices, grouped by what they are taken for."""

from __future__ import annotations

from copy import deepcopy

from api.digit_sheet import doubtful_places, place_in
from intake.result import Result
from intake.state import Role
from tests.api.documents.conftest import DoorService
from tests.api.documents.test_approving_routes import ask
from tests.api.pages.site import Site, clean, with_value
from tests.intake.store.samples import TENANT


def doubted(total: str, other: str) -> Result:
    """Another reader sees another total, a dearer one, in the same place."""
    result = with_value(deepcopy(clean()), "total", total)
    field = result["fields"]["total"]
    box = [[100, 10], [200, 10], [200, 20], [100, 20]]
    field.update(raw=f"¥{total}", box=box, source="ocr", evidence=[{"source": "ocr", "reader": "two", "value": other, "confidence": 0.5, "box": box}])
    return result


def test_digits_are_doubtful_where_readers_see_others_and_the_rest_alike() -> None:
    assert doubtful_places("1492.39", ["1492.89", "7492.39", "1492.38", "1492.39"]) == {0: ["7"], 5: ["8"], 6: ["8"]}
    assert doubtful_places("1492.39", ["1492.3", "2583.48", "1492,39", ""]) == {}, "another length, another number, no digit"
    assert place_in([[0, 0], [10, 0], [10, 4], [0, 4]], (0.2, 0.5)) == [[2, 0], [5, 0], [5, 4], [2, 4]]


def test_those_who_may_review_see_them_together_and_nobody_who_keys_blind(service: DoorService) -> None:
    site = Site("", service.backend, TENANT)
    first, second = (str(site.put(doubted(total, other))[0]) for total, other in (("1492.39", "1492.89"), ("1432.39", "1482.89")))
    zhao, li = service.person("zhao", Role.REVIEWER), service.person("li", Role.REVIEWER)
    (group,) = zhao.get("/v1/review/digits").json()
    assert group["digit"] == "3"
    seen = [(digit["invoice_id"], digit["field"], digit["value"], digit["place"], digit["others"]) for digit in group["digits"]]
    assert sorted(seen) == sorted([(first, "total", "1492.39", 5, ["8"]), (second, "total", "1432.39", 2, ["8"]), (second, "total", "1432.39", 5, ["8"])])
    digit = next(each for each in group["digits"] if each["invoice_id"] == first)
    assert digit["box"][0] == [100 + 100 * 5.5 / 8, 10] and digit["box"][1] == [100 + 100 * 7.5 / 8, 10], "with the sign that stands before it counted"
    assert zhao.post("/v1/review/claims", json={"count": 2}).status_code == 200
    assert len(zhao.get("/v1/review/digits").json()) == 1 and li.get("/v1/review/digits").json() == [], "nobody else's"
    ask(service.person("chen", Role.FINANCE), second_look="blind")
    assert zhao.get("/v1/review/digits").json() == []

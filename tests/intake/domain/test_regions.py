from intake.domain.regions import PLAN_CITIES, REGIONS, area_of_code, area_of_digital, same_province


def test_there_are_thirty_six_tax_areas() -> None:
    assert len(REGIONS) == 36
    assert all(city in REGIONS for city in PLAN_CITIES)


def test_areas_of_codes_fall_to_their_province_unless_plan_cities() -> None:
    assert area_of_code("4403") == "4403"
    assert area_of_code("4401") == "4400"
    assert area_of_code("9900") is None
    assert area_of_code("44") is None


def test_plan_cities_belong_to_their_province() -> None:
    assert same_province("4403", "4400")
    assert not same_province("4403", "3302")
    assert area_of_digital("44") == "4400"

import pytest

from intake.spreadsheet_cells import harmless


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", " =1+1", "＝1＋1", "\r=1", "-cmd|' /C calc'!A0"])
def test_formulas_are_made_harmless(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-50.00", "106.00", "海州青禾云图科技有限公司", "", "a=b", "91310115MA1K0B8X0X"])
def test_what_is_no_formula_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell

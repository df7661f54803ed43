from collections.abc import Sequence

import numpy as np
import pytest

from intake.extraction.form_evidence import FORMS
from intake.extraction.form_fit import FormFit, best_fit, fit_form
from intake.extraction.glyphs import rows_of, runs_of
from intake.extraction.labels import find_labels
from intake.kinds.digital_form import DIGITAL_FORM
from intake.kinds.layout import FormLayout, Group
from intake.kinds.vat_form import VAT_FORM
from models.text import TextLine
from tests.builders import FormPage, digital_page, text_line, vat_page

PLACES = ((30.0, 12.0, Group.UPPER), (190.0, 46.0, Group.UPPER), (30.0, 96.0, Group.LOWER), (190.0, 118.0, Group.LOWER))


def fitted(lines: Sequence[TextLine], layout: FormLayout = VAT_FORM) -> FormFit | None:
    variants = [*(label.texts for label in layout.labels), *(column.texts for column in layout.columns)]
    lexicon = [(text, (text,)) for texts in variants for text in texts]
    return fit_form(layout, find_labels(rows_of(runs_of(lines)), lexicon))


def fit_of(page: FormPage) -> FormFit:
    fit = fitted(page.lines(), page.layout)
    assert fit is not None
    return fit


PAGES = {
    "as the template has it": vat_page(),
    "shifted": vat_page(origin=(23.0, 41.0)),
    "small": vat_page(scale=3.7),
    "large": vat_page(scale=19.0),
    "leaning": vat_page(tilt=2.0, origin=(5.0, 9.0)),
    "leaning the other way": vat_page(tilt=-2.0, origin=(5.0, 9.0)),
    "with a long table": vat_page(longer_table=90.0),
    "with a short table": digital_page(longer_table=-20.0),
    "printed unevenly": vat_page(jitter=0.6),
    "digital": digital_page(),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_the_template_lies_where_the_form_lies(page: FormPage) -> None:
    fit = fit_of(page)
    for u, v, group in PLACES:
        x, y = page.pixel(u, v, group)
        assert fit.to_form(x, y, group) == pytest.approx((u, v), abs=1.3)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_to_pixels_undoes_to_form(page: FormPage) -> None:
    fit = fit_of(page)
    for u, v, group in PLACES:
        assert fit.to_form(*fit.to_pixels(u, v, group), group) == pytest.approx((u, v), abs=0.3)


def test_the_scale_is_pixels_for_a_millimetre() -> None:
    assert fit_of(vat_page(scale=6.5)).scale == pytest.approx(6.5, rel=0.02)


def test_labels_that_belong_to_something_else_do_not_pull_the_template() -> None:
    page = vat_page()
    elsewhere = [text_line(text, 900, 2000 + 40 * index) for index, text in enumerate(("名称", "开户行及账号", "合计", "价税合计", "收款人"))]
    fit = fitted([*page.lines(), *elsewhere])
    assert fit is not None
    assert fit.to_form(*page.pixel(190.0, 46.0, Group.UPPER), Group.UPPER) == pytest.approx((190.0, 46.0), abs=0.5)


def test_few_labels_are_enough_and_too_few_are_none() -> None:
    kept = {"名称", "纳税人识别号", "金额", "税额", "合计", "(小写)"}
    few = [line for line in vat_page().lines() if line.text in kept]
    fit = fitted(few)
    assert fit is not None
    assert fit.strength >= 6
    assert fitted([line for line in few if line.text == "名称"]) is None
    assert fitted([]) is None


def test_without_a_label_below_the_table_its_usual_height_is_assumed() -> None:
    page = vat_page()
    upper = [line for line in page.lines() if line.quad.box.center[1] < page.pixel(0, 60, Group.UPPER)[1]]
    fit = fitted(upper)
    assert fit is not None
    assert fit.to_form(*page.pixel(30.0, 96.0, Group.LOWER), Group.LOWER) == pytest.approx((30.0, 96.0), abs=1.5)


def test_buyer_and_seller_labels_are_told_apart_by_their_place() -> None:
    fit = fit_of(digital_page())
    buyer, seller = fit.label("name", Group.UPPER, near_u=19.5), fit.label("name", Group.UPPER, near_u=120.0)
    assert buyer is not None
    assert seller is not None
    assert buyer.x < seller.x


def test_a_label_moved_along_its_row_still_says_where_its_value_begins() -> None:
    page = vat_page()
    moved = [text_line("复核", line.quad.box.left - 60, line.quad.box.center[1], 24) if line.text == "复核" else line for line in page.lines()]
    fit = fitted(moved)
    assert fit is not None
    hit = fit.label("reviewer", Group.LOWER, near_u=74.5)
    assert hit is not None
    assert hit in [drifted for _, _, drifted in fit.drifted]


def test_headings_stand_where_they_were_found() -> None:
    assert fit_of(digital_page()).headings == {column.name: pytest.approx(column.center, abs=1.0) for column in DIGITAL_FORM.columns}


def test_the_form_that_is_there_explains_more_than_another() -> None:
    lines = vat_page().lines()
    own, other = fitted(lines), fitted(lines, DIGITAL_FORM)
    assert own is not None
    assert other is None or other.score < own.score


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_many_points_are_measured_as_each_alone(page: FormPage) -> None:
    fit = fit_of(page)
    places = [(x, y) for x in (3.0, 410.5, 1900.0) for y in (-7.0, 150.25, 700.0, 2400.0)]
    x, y = np.array(places).T
    for group in Group:
        assert fit.all_to_form(x, y, group) == [fit.to_form(*place, group) for place in places]


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_the_best_of_all_forms_is_found_without_fitting_each(page: FormPage) -> None:
    texts = [text for form in FORMS for part in (*form.labels, *form.columns) for text in part.texts]
    hits = find_labels(rows_of(runs_of(page.lines())), [(text, (text,)) for text in dict.fromkeys(texts)])
    fits = [fit for form in FORMS if (fit := fit_form(form, hits)) is not None]
    assert best_fit(FORMS, hits) == max(fits, key=lambda fit: fit.score)


def test_nothing_fits_a_page_without_labels() -> None:
    assert best_fit(FORMS, ()) is None

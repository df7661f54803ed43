# ruff: noqa: S311 - drawn invoices are no secrets
from __future__ import annotations

from random import Random

import numpy as np
import pytest

from intake.invoice import Kind
from training.mismatches.brushes import apply_brush, can_clone
from training.mismatches.identities import number_in_print, wrong_blank
from training.mismatches.layout_id import layout_id
from training.mismatches.marks import with_void_mark
from training.mismatches.mismatch import Brush, Doctored
from training.mismatches.pages import Change, changes, exchanged, issued_pages, pages_of
from training.mismatches.parties import seller_name_of_another
from training.mismatches.sums import total_and_words_altered
from training.synthesize.drawing import Drawing, Layer, TextRun
from training.synthesize.fonts import FontBook, FontSet
from training.synthesize.kinds import draw_values
from training.synthesize.raster import place, render
from training.synthesize.vat_values import Traits


def texts(page: Drawing, layer: Layer | None = None) -> list[str]:
    return [mark.text for mark in page.marks if isinstance(mark, TextRun) and layer in (None, mark.style.layer)]


def altered_total(book: FontBook, kind: Kind = Kind.DIGITAL_GENERAL, seed: int = 1) -> tuple[Doctored, FontSet, Drawing, tuple[Change, ...]]:
    rng = Random(seed)
    result = total_and_words_altered(rng, draw_values(rng, kind, Traits(lines=2)))
    fonts = book.choose(rng)
    page = issued_pages(result, fonts, "seed")[0]
    return result, fonts, page, changes(page, pages_of(result, fonts, "seed")[0])


def test_a_layout_is_the_same_whatever_its_values_are(book: FontBook) -> None:
    rng = Random(3)
    for kind in (Kind.VAT_SPECIAL, Kind.VAT_E_GENERAL, Kind.DIGITAL_SPECIAL):
        result = number_in_print(rng, draw_values(rng, kind, Traits(lines=2)))
        fonts = book.choose(rng)
        before, after = issued_pages(result, fonts, "a")[0], pages_of(result, fonts, "a")[0]
        differing = [(one, other) for one, other in zip(before.marks, after.marks, strict=True) if one != other]
        assert differing
        assert all(isinstance(one, TextRun) and one.text == result.issued.fields["invoice_number"] for one, _ in differing)
        assert layout_id(result.issued, before, fonts, "photo") == layout_id(result.issued, after, fonts, "photo")


def test_only_the_altered_fields_are_changes(book: FontBook) -> None:
    result, _, page, made = altered_total(book)
    assert {change.before.field for change in made} == set(result.fields)
    placed = place(page, 100.0).fields
    assert all(placed[change.place].name == change.before.field for change in made)


def test_another_blank_bears_another_preprinted_number(book: FontBook) -> None:
    rng = Random(4)
    result = wrong_blank(rng, draw_values(rng, Kind.VAT_GENERAL, Traits(lines=1)))
    page = pages_of(result, book.choose(rng), "seed")[0]
    assert result.form is not None
    assert result.form.fields["invoice_number"] in texts(page, Layer.FORM)
    assert result.issued.fields["invoice_number"] in texts(page, Layer.PRINT)
    assert result.issued.fields["invoice_number"] not in texts(page, Layer.FORM)


def test_a_seal_that_was_kept_names_the_real_seller(book: FontBook) -> None:
    rng = Random(5)
    results = [seller_name_of_another(rng, draw_values(rng, Kind.VAT_SPECIAL, Traits(lines=1))) for _ in range(20)]
    kept = next(result for result in results if result.stamp is not None)
    page = next(page for seed in range(5) if texts(page := pages_of(kept, book.choose(rng), str(seed))[0], Layer.STAMP))
    assert "".join(texts(page, Layer.STAMP)).startswith(kept.issued.fields["seller_name"])
    assert kept.shown.fields["seller_name"] in texts(page, Layer.PRINT)


def test_a_void_mark_is_added_and_everything_else_stays(book: FontBook) -> None:
    _, fonts, page, _ = altered_total(book)
    marked = with_void_mark(page, fonts, Random(1))
    assert marked.marks[: len(page.marks)] == page.marks
    assert len(marked.marks) > len(page.marks)


@pytest.mark.parametrize("brush", [Brush.PASTED, Brush.RETOUCHED])
def test_a_brush_changes_the_picture_where_the_value_stands_and_nowhere_else(brush: Brush, book: FontBook) -> None:
    _, fonts, page, made = altered_total(book)
    clean, placed = render(page, fonts, 150.0), place(page, 150.0)
    painted = apply_brush(clean, page, placed, made, brush, fonts, Random(2))
    differs = np.abs(painted.astype(int) - clean).max(axis=2) > 40
    assert differs.any()
    near = np.zeros_like(differs)
    for change in made:
        box = placed.fields[change.place].quad.box
        near[int(box.top) - 12 : int(box.bottom) + 12, int(box.left) - 12 : int(box.right) + 150] = True
    assert not differs[~near].any()


def test_cloned_letters_are_those_of_the_page(book: FontBook) -> None:
    for seed in range(30):
        rng = Random(seed)
        result = number_in_print(rng, draw_values(rng, Kind.DIGITAL_GENERAL, Traits(lines=2)))
        fonts = book.choose(rng)
        page = issued_pages(result, fonts, "seed")[0]
        made = changes(page, pages_of(result, fonts, "seed")[0])
        if can_clone(page, made):
            break
    else:
        pytest.fail("no number could be altered by copying its own digits")
    clean, placed = render(page, fonts, 150.0), place(page, 150.0)
    wanted = render(pages_of(result, fonts, "seed")[0], fonts, 150.0)
    painted = apply_brush(clean, page, placed, made, Brush.CLONED, fonts, Random(1))
    box = placed.fields[made[0].place].quad.box
    part = np.s_[int(box.top) : int(box.bottom) + 1, int(box.left) : int(box.right) + 1]
    # Nearer to the number as it would have been printed than to the old one.
    assert np.abs(painted[part].astype(int) - wanted[part]).mean() < np.abs(clean[part].astype(int) - wanted[part]).mean()


def test_a_black_and_white_picture_stays_one(book: FontBook) -> None:
    _, fonts, page, made = altered_total(book)
    clean = np.where(render(page, fonts, 150.0) < 128, 0, 255).astype(np.uint8)
    painted = apply_brush(clean, page, place(page, 150.0), made, Brush.PASTED, fonts, Random(2))
    assert set(np.unique(painted)) == {0, 255}


def test_covered_text_stays_in_the_page_and_replaced_text_does_not(book: FontBook) -> None:
    result, fonts, page, made = altered_total(book)
    covered, replaced = (exchanged(page, made, brush, fonts, Random(1)) for brush in (Brush.COVERED, Brush.REPLACED))
    old, new = result.issued.fields["total_in_words"], result.shown.fields["total_in_words"]
    assert {old, new} <= set(texts(covered))
    assert new in texts(replaced)
    assert old not in texts(replaced)

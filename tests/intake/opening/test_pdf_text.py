from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from intake.document import Document, Format, Page
from intake.opening.limits import Limits
from intake.opening.open_pages import open_pages
from models.text import TextLine
from tests.intake.opening.pdf_samples import FONT, HEIGHT, INVOICE_LINES, PIXELS_PER_POINT, WIDTH, drawn, invoice


def page_of(*draw: Callable[[Canvas], None], **options: object) -> Page:
    def all_of_it(canvas: Canvas) -> None:
        for one in draw:
            canvas.saveState()
            one(canvas)
            canvas.restoreState()

    (page,) = open_pages(Document("a.pdf", drawn(all_of_it, **options)), Limits())
    return page


def lines_of(*draw: Callable[[Canvas], None]) -> list[TextLine]:
    """Lines of a page that has, far below, enough text to count as an invoice, without that text."""

    def far_below(canvas: Canvas) -> None:
        for number, line in enumerate(INVOICE_LINES):
            canvas.drawString(300, 5 + 12 * number, line)

    return [line for line in page_of(*draw, far_below).lines if line.quad.box.bottom < (HEIGHT - 90) * PIXELS_PER_POINT]


def texts_of(*draw: Callable[[Canvas], None]) -> list[str]:
    return [line.text for line in lines_of(*draw)]


def test_an_invoices_lines_come_out_as_printed() -> None:
    page = page_of(invoice)
    assert page.format is Format.PDF_TEXT
    assert tuple(line.text for line in page.lines) == INVOICE_LINES


def test_lines_and_characters_have_exact_places() -> None:
    (line,) = lines_of(lambda canvas: canvas.drawString(50, 350, "发票12"))
    box = line.quad.box
    assert box.left == pytest.approx(50 * PIXELS_PER_POINT, abs=1) and box.right == pytest.approx(80 * PIXELS_PER_POINT, abs=1)
    assert box.top == pytest.approx((HEIGHT - 358.6) * PIXELS_PER_POINT, abs=1) and box.bottom == pytest.approx((HEIGHT - 348.6) * PIXELS_PER_POINT, abs=1)
    assert [char.char for char in line.chars] == list("发票12")
    assert [char.center for char in line.chars] == pytest.approx([5 / 30, 15 / 30, 22.5 / 30, 27.5 / 30], abs=0.01)
    assert all(char.score == 1.0 for char in line.chars) and line.score == 1.0


def test_equal_digits_in_a_row_are_all_there() -> None:
    assert texts_of(lambda canvas: canvas.drawString(50, 350, "24112000000001111117")) == ["24112000000001111117"]


def test_narrow_type_keeps_its_equal_digits() -> None:
    def narrow(canvas: Canvas) -> None:
        text = canvas.beginText(50, 350)
        text.setHorizScale(40)
        text.textOut("1000000")
        canvas.drawText(text)

    assert texts_of(narrow) == ["1000000"]


def test_characters_drawn_twice_to_look_bold_are_read_once() -> None:
    def bold(canvas: Canvas) -> None:
        for shift in (0, 0.3, 0.6):
            canvas.drawString(50 + shift, 350, "合计100")

    assert texts_of(bold) == ["合计100"]


def test_columns_stay_apart() -> None:
    def row(canvas: Canvas) -> None:
        for x, cell in ((50, "服务费"), (100, "100.00"), (150, "6%"), (180, "6.00")):
            canvas.drawString(x, 350, cell)

    assert texts_of(row) == ["服务费", "100.00", "6%", "6.00"]


def test_columns_of_one_string_with_wide_gaps_stay_apart() -> None:
    assert texts_of(lambda canvas: canvas.drawString(50, 350, "100.00          6.00")) == ["100.00", "6.00"]


def test_strings_that_touch_are_one_line() -> None:
    def pieces(canvas: Canvas) -> None:
        canvas.drawString(80, 350, "号码:")
        canvas.drawString(105, 350, "12345678")
        canvas.drawString(60, 350, "发票")

    assert texts_of(pieces) == ["发票号码:12345678"]


def test_values_filled_into_a_printed_label_are_read_in_place() -> None:
    def date(canvas: Canvas) -> None:
        canvas.drawString(50, 350, "2024   01   31")
        canvas.drawString(72, 350, "开")
        canvas.drawString(97, 350, "日")

    assert [text.replace(" ", "") for text in texts_of(date)] == ["2024开01日31"]


def test_a_label_spread_with_blanks_is_one_line() -> None:
    assert texts_of(lambda canvas: canvas.drawString(50, 350, "名    称:甲公司")) == ["名 称:甲公司"]


def test_groups_of_digits_keep_their_blanks() -> None:
    assert texts_of(lambda canvas: canvas.drawString(50, 350, "58569 30272 33709")) == ["58569 30272 33709"]


def test_type_of_other_sizes_stays_apart() -> None:
    def sizes(canvas: Canvas) -> None:
        canvas.drawString(50, 350, "号码:")
        canvas.setFont(FONT, 16)
        canvas.drawString(76, 350, "12345678")

    assert texts_of(sizes) == ["号码:", "12345678"]


def test_lines_one_below_the_other_stay_apart() -> None:
    def stacked(canvas: Canvas) -> None:
        for number, char in enumerate("购买方"):
            canvas.drawString(50, 350 - 11 * number, char)

    assert texts_of(stacked) == ["购", "买", "方"]


def test_overprinted_strings_are_not_shuffled_into_each_other() -> None:
    def both(canvas: Canvas) -> None:
        canvas.drawString(50, 350, "12345678")
        canvas.drawString(52.5, 350.5, "ABCDEFGH")

    assert sorted(texts_of(both)) == ["12345678", "ABCDEFGH"]


def test_radicals_are_read_as_the_characters_they_stand_for() -> None:
    assert texts_of(lambda canvas: canvas.drawString(50, 350, "⽹⻓")) == ["网长"]


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_turned_text_has_its_own_top_left_first(quarters: int) -> None:
    def turned(canvas: Canvas) -> None:
        canvas.translate(200, 300)
        canvas.rotate(-90 * quarters)
        canvas.drawString(0, 0, "发票12")

    (line,) = lines_of(turned)
    assert line.text == "发票12"
    assert line.quad.angle % 360 == pytest.approx(90 * quarters)
    assert line.quad.width == pytest.approx(30 * PIXELS_PER_POINT, abs=1) and line.quad.height == pytest.approx(10 * PIXELS_PER_POINT, abs=1)
    assert next(char.center for char in line.chars) == pytest.approx(5 / 30, abs=0.01)
    corner = line.quad.points[0]
    across = (0.86 * 10 * PIXELS_PER_POINT) if quarters != 2 else 0
    assert corner[0] == pytest.approx(200 * PIXELS_PER_POINT + {1: across, 2: 0, 3: -across}[quarters], abs=1.5)


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_turned_page_gives_the_same_lines_upright(rotate: int) -> None:
    """The drawing is turned against /Rotate, so that the page is shown as if nothing were turned; the canvas swaps the sides of such pages itself."""

    def against(canvas: Canvas) -> None:
        canvas.setPageRotation(rotate)
        width, height = (HEIGHT, WIDTH) if rotate != 180 else (WIDTH, HEIGHT)
        canvas.translate(*{90: (width, 0), 180: (width, height), 270: (0, height)}[rotate])
        canvas.rotate(rotate)
        invoice(canvas)

    turned = page_of(against)
    plain = page_of(invoice)
    assert turned.pixels is not None and plain.pixels is not None and turned.pixels.shape == plain.pixels.shape
    assert [line.text for line in turned.lines] == [line.text for line in plain.lines]
    for one, other in zip(turned.lines, plain.lines, strict=True):
        for a, b in zip(one.quad.points, other.quad.points, strict=True):
            assert a == pytest.approx(b, abs=1.5)


def y_down(canvas: Canvas) -> None:
    """As browsers draw: the page mirrored top to bottom, and each string mirrored back."""
    canvas.transform(1, 0, 0, -1, 0, HEIGHT)
    text = canvas.beginText()
    text.setTextTransform(1, 0, 0, -1, 50, HEIGHT - 350)
    text.textOut("发票12")
    canvas.drawText(text)


def backwards(canvas: Canvas) -> None:
    text = canvas.beginText()
    text.setFont(FONT, -10)
    text.setTextTransform(-1, 0, 0, -1, 50, 350)
    text.textOut("发票12")
    canvas.drawText(text)


def scaled_up_from_one(canvas: Canvas) -> None:
    canvas.scale(10, 10)
    canvas.setFont(FONT, 1)
    canvas.drawString(5, 35, "发票12")


@pytest.mark.parametrize("draw", [y_down, backwards, scaled_up_from_one])
def test_type_lies_where_it_is_seen_however_it_got_there(draw: Callable[[Canvas], None]) -> None:
    (line,) = lines_of(draw)
    assert line.text == "发票12" and line.quad.angle == 0
    box = line.quad.box
    assert (box.left, box.right) == pytest.approx((50 * PIXELS_PER_POINT, 80 * PIXELS_PER_POINT), abs=1)
    assert (box.top, box.bottom) == pytest.approx(((HEIGHT - 358.6) * PIXELS_PER_POINT, (HEIGHT - 348.6) * PIXELS_PER_POINT), abs=1)


def test_a_cropped_page_counts_from_its_crop() -> None:
    def cropped(canvas: Canvas) -> None:
        canvas.setCropBox((40, 100, 540, 390))
        invoice(canvas)

    page = page_of(cropped)
    assert page.pixels is not None and page.pixels.shape[1] == pytest.approx(500 * PIXELS_PER_POINT, abs=1)
    assert page.lines[0].quad.box.left == pytest.approx(10 * PIXELS_PER_POINT, abs=1)
    assert page.lines[0].quad.box.bottom == pytest.approx((390 - 350 + 1.4) * PIXELS_PER_POINT, abs=1)


# Text that nobody can see


def invisible(canvas: Canvas) -> None:
    text = canvas.beginText(50, 350)
    text.setTextRenderMode(3)
    for line in INVOICE_LINES:
        text.textLine(line)
    canvas.drawText(text)


def white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    invoice(canvas)


def covered(canvas: Canvas) -> None:
    invoice(canvas)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)


@pytest.mark.parametrize("draw", [invisible, white, covered])
def test_text_that_nobody_can_see_is_no_text(draw: Callable[[Canvas], None]) -> None:
    page = page_of(draw)
    assert page.format is Format.PDF_IMAGE and page.lines == ()


def test_only_what_is_covered_is_left_out() -> None:
    def patched(canvas: Canvas) -> None:
        canvas.drawString(50, 350, "金额999.99")
        canvas.setFillColorRGB(1, 1, 1)
        canvas.rect(69, 345, 60, 14, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(130, 350, "1.00")

    assert texts_of(patched) == ["金额", "1.00"]


def test_faint_type_is_text() -> None:
    def faint(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.85, 0.85, 0.85)
        canvas.drawString(50, 350, "发票")

    assert texts_of(faint) == ["发票"]


def test_a_page_with_a_stamp_of_few_words_is_a_picture() -> None:
    page = page_of(lambda canvas: canvas.drawString(50, 350, "2024 01 31 合计"))
    assert page.format is Format.PDF_IMAGE and page.lines == () and page.pixels is not None


def test_fonts_missing_on_this_machine_do_not_make_text_invisible() -> None:
    """A font that is neither in the file nor, most likely, anywhere; where the machine has another Chinese font, that is drawn."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

    def referred(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 10)
        invoice(canvas)

    page = page_of(referred)
    assert page.format is Format.PDF_TEXT
    assert [line.text.replace(" ", "") for line in page.lines] == [line.replace(" ", "") for line in INVOICE_LINES]

"""Lesson "draw" in a real browser: strokes of a real mouse and a real finger on the canvas, and what the page says."""

import io
import itertools
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from mnist_lab.digits.drawings import load_drawings
from tests.browser.conftest import open_page, settle
from tests.drawings import DIGITS, DOT, SCRIBBLE, STAR, Points, corner
from tests.serving import Server

Drawing = tuple[Points, ...]
SOON = 20_000  # milliseconds; on two busy cores an answer may take its time


def place(page: Page, point: tuple[float, float]) -> tuple[float, float]:
    """Where a point of the sheet lies in the window."""
    box = page.locator(".st-key-sheet").bounding_box()
    assert box is not None and box["y"] >= 0
    return box["x"] + 1 + point[0], box["y"] + 1 + point[1]


def draw(page: Page, drawing: Drawing) -> None:
    """Draw with the mouse; wait after each stroke until the page has counted it, that is, until its link holds it."""
    page.locator(".st-key-sheet").scroll_into_view_if_needed()
    for stroke in drawing:
        before = page.url
        page.mouse.move(*place(page, stroke[0]))
        page.mouse.down()
        for point in stroke[1:]:
            page.mouse.move(*place(page, point), steps=4)
        page.mouse.up()
        page.wait_for_function("before => location.href !== before", arg=before, timeout=SOON)


def touch(page: Page, drawing: Drawing) -> None:
    """The same with a finger."""
    finger = page.context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        dots = [dict(zip("xy", place(page, point), strict=True)) for point in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": dots})

    for stroke in drawing:
        before = page.url
        send("touchStart", stroke[0])
        for start, end in itertools.pairwise(stroke):
            for t in (0.25, 0.5, 0.75, 1):
                send("touchMove", (start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1])))
        send("touchEnd")
        page.wait_for_function("before => location.href !== before", arg=before, timeout=SOON)


def says(page: Page, line: str) -> None:
    """The answer's first line is, or becomes, this one."""
    page.wait_for_function(
        "line => document.querySelector('.st-key-answer')?.innerText.split('\\n')[0] === line", arg=line, timeout=SOON
    )


def click(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def sheet(page: Page, server: Server) -> Page:
    """The lesson, with an empty sheet."""
    open_page(page, server, "draw")
    page.get_by_role("img", name="Sheet to draw a digit on").wait_for()
    says(page, "?")
    return page


def clear(sheet: Page) -> None:
    click(sheet, "Clear")
    says(sheet, "?")
    expect(sheet.get_by_role("button", name="Clear", exact=True)).to_be_disabled()


@pytest.mark.slow
def test_ten_digits_drawn_with_a_mouse_get_ten_right_answers(sheet: Page) -> None:
    for digit, drawing in DIGITS.items():
        draw(sheet, drawing)
        says(sheet, str(digit))
        clear(sheet)


@pytest.mark.slow
def test_a_small_digit_in_a_corner_gets_the_same_answer(sheet: Page) -> None:
    for digit in (2, 4, 7):
        draw(sheet, corner(DIGITS[digit]))
        says(sheet, str(digit))
        clear(sheet)


def test_the_answer_comes_after_each_stroke_and_goes_back_with_undo(sheet: Page) -> None:
    draw(sheet, DIGITS[4])
    says(sheet, "4")
    two = sheet.url
    click(sheet, "Undo")
    sheet.wait_for_function("before => location.href !== before", arg=two, timeout=SOON)
    one = sheet.url
    draw(sheet, DIGITS[4][1:])
    says(sheet, "4")
    click(sheet, "Undo")
    sheet.wait_for_function("before => location.href === before", arg=one, timeout=SOON)
    click(sheet, "Undo")
    says(sheet, "?")
    expect(sheet.get_by_role("button", name="Undo", exact=True)).to_be_disabled()


@pytest.mark.slow
def test_what_is_no_digit_gets_no_digit(sheet: Page) -> None:
    reasons = ((SCRIBBLE, "that is not a digit"), (STAR, "that is not a digit"), (DOT, "too small"))
    for drawing, words in reasons:
        draw(sheet, drawing)
        says(sheet, "?")
        expect(sheet.locator(".st-key-answer")).to_contain_text(words)
        clear(sheet)


@pytest.mark.slow
def test_the_top_edge_takes_ink_and_no_hidden_toolbar_throws_it_away(sheet: Page) -> None:
    draw(sheet, (((276, 3), (200, 3), (120, 4)),))
    assert "ink=" in sheet.url
    before = sheet.url
    sheet.mouse.click(*place(sheet, (272, 5)))  # where the canvas hides its reset button
    grown = "before => location.href !== before && location.href.startsWith(before)"  # one more stroke, none lost
    sheet.wait_for_function(grown, arg=before, timeout=SOON)


@pytest.mark.slow
def test_a_link_brings_the_drawing_back(sheet: Page, visitor: Callable[..., Page]) -> None:
    draw(sheet, DIGITS[3])
    says(sheet, "3")
    other = visitor()
    other.goto(sheet.url)
    says(other, "3")


@pytest.mark.slow
def test_the_drawing_is_still_there_after_a_look_at_another_page(sheet: Page) -> None:
    draw(sheet, DIGITS[5])
    says(sheet, "5")
    sheet.get_by_role("link", name="MNIST Lab").first.click()
    sheet.wait_for_selector(".st-key-hero")
    sheet.get_by_role("link", name="Draw a digit").first.click()
    sheet.wait_for_selector(".st-key-sheet")
    says(sheet, "5")


@pytest.mark.slow
def test_the_pen_changes_the_shrunk_sheet_but_not_the_centred_image(sheet: Page) -> None:
    draw(sheet, DIGITS[7])
    says(sheet, "7")
    code = sheet.locator("code").first
    expect(code).to_contain_text("pen=16")
    sheet.get_by_role("slider", name="Pen width").press("ArrowLeft")
    expect(code).to_contain_text("pen=15", timeout=SOON)
    says(sheet, "7")
    assert "draw-pen=15" in sheet.url


def test_a_test_digit_by_keyboard_alone(sheet: Page) -> None:
    chosen = sheet.get_by_role("combobox", name="No pen? Test digit")
    chosen.focus()
    chosen.press("ArrowDown")
    chosen.press_sequentially("4")
    chosen.press("Enter")
    says(sheet, "4")
    first = sheet.locator("code").first.inner_text()
    following = sheet.get_by_role("button", name="Next")
    following.focus()
    following.press("Enter")
    sheet.wait_for_function("text => document.querySelector('code').innerText !== text", arg=first, timeout=SOON)
    assert "draw-example=4" in sheet.url
    draw(sheet, DIGITS[8])  # the pen takes the page back
    says(sheet, "8")


@pytest.mark.slow
def test_what_was_meant_is_counted_listed_and_taken_home(sheet: Page, tmp_path: Path) -> None:
    for digit, meant in ((7, 7), (1, 2)):
        draw(sheet, DIGITS[digit])
        says(sheet, str(digit))
        sheet.locator(".st-key-what-was-meant").get_by_role("radio", name=str(meant), exact=True).or_(
            sheet.locator(".st-key-what-was-meant").get_by_role("button", name=str(meant), exact=True)
        ).first.click()
        expect(sheet.locator(".st-key-draw-visit")).to_be_visible(timeout=SOON)
        click(sheet, "Clear")
        says(sheet, "?")
    expect(sheet.locator(".st-key-what-was-meant")).to_contain_text("1 of 2 right")
    with sheet.expect_download() as npz:
        click(sheet, "drawings.npz")
    with np.load(io.BytesIO(Path(npz.value.path()).read_bytes()), allow_pickle=False) as file:
        assert (
            file["images"].shape == (2, 28, 28)
            and file["labels"].tolist() == [7, 2]
            and file["said"].tolist() == [7, 1]
        )
        assert len(json.loads(str(file["strokes"][0]))) == 1
    with sheet.expect_download() as lines:
        click(sheet, "drawings.jsonl")
    saved = tmp_path / "drawings.jsonl"
    lines.value.save_as(saved)
    assert [drawing.label for drawing in load_drawings(saved)] == [7, 2]


def test_on_a_phone_a_finger_draws_and_the_page_does_not_scroll(visitor: Callable[..., Page], server: Server) -> None:
    phone = visitor(width=390, height=844, has_touch=True, is_mobile=True, device_scale_factor=2)
    open_page(phone, server, "draw")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    where = phone.locator(".st-key-sheet").bounding_box()
    touch(phone, DIGITS[7])
    says(phone, "7")
    assert phone.locator(".st-key-sheet").bounding_box() == where
    top = {
        key: phone.locator(f".st-key-{key}").bounding_box()["y"] for key in ("sheet", "answer", "stages", "settings")
    }  # type: ignore[index]
    assert top["sheet"] < top["answer"] < top["stages"] < top["settings"]


@pytest.mark.slow
def test_all_of_the_picture_is_on_the_first_screen(sheet: Page) -> None:
    draw(sheet, DIGITS[2])
    says(sheet, "2")
    settle(sheet)
    for key in ("sheet", "answer", "stages"):
        box = sheet.locator(f".st-key-{key}").bounding_box()
        assert box is not None and box["y"] >= 0 and box["y"] + box["height"] <= 720, key

"""Lesson "slicing" in Chromium: typed, slid and painted; phone, projector, dark, keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import open_page, seen_on, settle
from tests.serving import Server


def opened(page: Page, server: Server, query: str = "") -> Page:
    open_page(page, server, f"slicing{query}")
    page.wait_for_function("document.querySelectorAll('.js-plotly-plot').length === 4")
    return page


def type_index(page: Page, text: str) -> None:
    box = page.get_by_label("Index", exact=True)
    box.fill(text)
    box.press("Enter")


def bright(page: Page) -> int:
    """Bright pixels on the first figure."""
    return int(
        page.evaluate(
            "[...document.querySelector('.js-plotly-plot')._fullData[0].z].flatMap(r => [...r])"
            ".filter(v => v >= 102).length"
        )
    )


def test_text_sliders_address_and_picture_stay_in_step(page: Page, server: Server) -> None:
    opened(page, server)
    type_index(page, "train_images[7, 14:, 14:]")
    expect(page.get_by_text("(14, 14)", exact=True)).to_be_visible()
    settle(page)
    page.wait_for_function(
        "[...document.querySelector('.js-plotly-plot')._fullData[0].z].flatMap(r => [...r])"
        ".filter(v => v >= 102).length === 196"
    )
    assert "slicing-index=" in page.url
    rows = page.get_by_role("slider", name=re.compile("Start and stop of axis 1")).first
    rows.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Index", exact=True)).to_have_value("train_images[7, 15:, 14:]")
    expect(page.get_by_text("(13, 14)", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_label("Index", exact=True)).to_have_value("train_images[7, 15:, 14:]")


@pytest.mark.slow
def test_wrong_input_gets_the_reason_beside_the_field_and_the_picture_stays(page: Page, server: Server) -> None:
    opened(page, server)
    before = bright(page)
    type_index(page, "train_images[99999]")
    reason = page.get_by_role("alert").filter(has_text="out of bounds for axis 0")
    expect(reason).to_be_visible()
    settle(page)
    assert bright(page) == before
    field, alert = page.get_by_label("Index", exact=True).bounding_box(), reason.bounding_box()
    assert field and alert and 0 < alert["y"] - field["y"] < 100


@pytest.mark.slow
def test_paint_into_a_view(page: Page, server: Server) -> None:
    opened(page, server)
    page.get_by_role("button", name="Paint my_slice white").click()
    expect(page.get_by_text("pixels of mine changed too")).to_be_visible()
    page.get_by_text("Call .copy() on the slice first").click()
    page.get_by_role("button", name="Paint my_slice white").click()
    expect(page.get_by_text("Not one pixel of mine changed")).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [pytest.param(1280, 720, marks=pytest.mark.slow), (390, 844)])
def test_nothing_is_wider_than_the_screen_and_the_picture_is_on_it(
    page: Page, server: Server, width: int, height: int
) -> None:
    page = opened(seen_on(page, width=width, height=height, color_scheme="dark"), server)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
    sheet = page.locator(".js-plotly-plot").first.bounding_box()
    controls = page.get_by_role("button", name="Corner of 90").bounding_box()
    assert sheet and controls and sheet["y"] + sheet["height"] <= height
    if width < 640:
        assert sheet["y"] < controls["y"]  # on a phone the picture comes first

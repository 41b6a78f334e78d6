"""Lesson "descent" in Chromium: click a start, play, step, change the pace; phone and projector."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import open_page, settle
from tests.browser.test_derivatives import click
from tests.serving import Server

MAP = ".st-key-descent-map"


def opened(page: Page, server: Server, query: str = "") -> Page:
    open_page(page, server, f"descent{query}")
    page.wait_for_selector(f"{MAP} .js-plotly-plot")
    return page


def test_a_click_is_the_new_start_and_the_path_follows(page: Page, server: Server) -> None:
    opened(page, server)
    click(page, "descent-map", 2.0, -1.0)
    expect(page.get_by_role("spinbutton", name="Start w1")).to_have_value("2.000")
    expect(page.locator(f"{MAP} .lab-caption")).to_contain_text("Step 0 of 50: (2, −1)")
    assert "descent-w1=2" in page.url and "descent-w2=-1" in page.url


def test_a_step_writes_itself_out(page: Page, server: Server) -> None:
    opened(page, server, "?descent-loss=one weight: bowl&descent-rate=0.5&descent-w1=2.0&descent-speed=fast")
    step = page.locator(MAP).get_by_role("button", name="Step", exact=True)
    step.click()
    expect(page.locator(f"{MAP} .lab-caption")).to_have_text("Step 1 of 11: 1, loss 0.5")
    settle(page)
    step.click()
    expect(page.get_by_text("Step 2, term by term")).to_be_visible()
    expect(page.get_by_text("1 − 0.5 · 1")).to_be_visible()


def test_play_goes_to_the_end(page: Page, server: Server) -> None:
    opened(page, server, "?descent-loss=one weight: bowl&descent-rate=0.5&descent-w1=2.0&descent-speed=fast")
    page.locator(MAP).get_by_role("button", name="Play").click()
    expect(page.locator(f"{MAP} .lab-caption")).to_contain_text("Step 11 of 11")
    expect(page.get_by_text("Step 11, term by term")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
def test_nothing_is_wider_than_the_screen_and_the_picture_is_on_it(
    visitor: Callable[..., Page], server: Server, width: int, height: int
) -> None:
    page = opened(visitor(width=width, height=height, color_scheme="dark"), server)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
    picture = page.locator(MAP).first.bounding_box()
    controls = page.get_by_role("button", name="Diverges").bounding_box()
    assert picture and controls and picture["y"] + picture["height"] <= height
    if width < 640:
        assert picture["y"] < controls["y"]  # on a phone the picture comes first

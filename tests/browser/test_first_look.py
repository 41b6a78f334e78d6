"""The first look in Chromium: clicks in its pictures, the played digit, a real fit, a projector and a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import open_page, seen_on, settle
from tests.serving import Server

STEPS = ("1+data", "2+model", "3+compile", "4+preprocess", "5+fit", "6+predict", "7+evaluate")
PICTURES = {  # the last picture of each step
    "1+data": "first-look-counts",
    "2+model": "first-look-unit",
    "3+compile": "first-look-steps-of-w",
    "4+preprocess": "first-look-preprocess",
    "5+fit": "first-look-curves",
    "6+predict": "first-look-ten",
    "7+evaluate": "first-look-seeds",
}


def visit(page: Page, server: Server, step: str) -> None:
    open_page(page, server, f"first_look?first_look-step={step}")
    page.wait_for_selector(f".st-key-{PICTURES[step]} .main-svg", state="attached")
    settle(page)


def turn_to(page: Page, step: str) -> None:
    """Choose a step on the open page."""
    page.get_by_text(step.replace("+", " "), exact=True).click()
    page.wait_for_selector(f".st-key-{PICTURES[step]} .main-svg", state="attached")
    settle(page)


def click(page: Page, picture: str, across: float, down: float) -> None:
    """Click in a figure, at shares of its width and height."""
    box = page.locator(f".st-key-{picture} .js-plotly-plot").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])


@pytest.mark.slow
def test_each_step_shows_its_picture_on_a_projector(server: Server, page: Page) -> None:
    visit(page, server, STEPS[0])
    for step in STEPS:
        turn_to(page, step)
        for part in (f".st-key-{PICTURES[step]}", ".st-key-first-look-reading"):
            box = page.locator(part).bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= 720, (step, part)


def test_on_a_phone_the_picture_comes_first_and_nothing_scrolls_sideways(server: Server, page: Page) -> None:
    seen_on(page, width=390, height=844, color_scheme="dark")
    visit(page, server, STEPS[0])
    for step in STEPS:
        turn_to(page, step)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        picture = page.locator(f".st-key-{PICTURES[step]}").bounding_box()
        cells = page.locator(".st-key-cells").bounding_box()
        assert picture is not None
        assert cells is not None
        assert picture["y"] < cells["y"], step


@pytest.mark.slow
def test_a_click_on_a_picture_chooses(server: Server, page: Page) -> None:
    visit(page, server, "1+data")
    click(page, "first-look-counts", 0.75, 0.5)
    page.wait_for_selector('.st-key-first-look-wall .lab-figure[aria-label*="Their classes: 7, 7"]', state="attached")
    settle(page)
    click(page, "first-look-wall", 0.31, 0.4)
    expect(page.get_by_text("is a 7: 28 rows of 28 numbers")).to_be_visible()
    page.wait_for_url("**first_look-class=7**")
    page.get_by_text("2 model").click()
    page.wait_for_selector(".st-key-first-look-unit .main-svg", state="attached")
    settle(page)
    click(page, "first-look-network", 0.9, 0.6)  # among the ten outputs
    expect(page.get_by_text("Softmax compares it with the other nine")).to_be_visible()
    page.wait_for_url("**first_look-layer=Dense*")


@pytest.mark.slow
def test_the_digit_is_played_into_the_line(server: Server, page: Page) -> None:
    visit(page, server, "4+preprocess")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_text("every number between 0 and 1, and still the same picture")).to_be_visible()


@pytest.mark.slow
def test_a_fit_runs_here_and_stands_beside_the_notebooks(server: Server, page: Page) -> None:
    visit(page, server, "5+fit")
    page.get_by_role("button", name="Fit it here").click()
    expect(page.locator(".st-key-cells").get_by_text("32/32 - loss:")).to_have_count(2)
    page.wait_for_url("**run=**")

"""The puzzle in Chromium: the case solved by hand, figures that change in place, phone, dark, a live run."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import open_page, seen_on, settle
from tests.serving import Server

FIGURE = '.st-key-{} .lab-figure[aria-label*="{}"] .main-svg'


def drawn(page: Page, key: str, words: str) -> None:
    """Wait until the figure says these words."""
    page.wait_for_selector(FIGURE.format(key, words), state="attached")


def test_the_case_is_solved_by_hand_from_a_cold_link(fresh_server: Server, page: Page) -> None:
    open_page(page, fresh_server, "puzzle")
    drawn(page, "map", "Overfitting, never seen")
    node = page.locator(".st-key-map .js-plotly-plot").element_handle()
    page.get_by_text("Different scaling", exact=True).click()
    drawn(page, "map", "Different scaling, × 1:")
    slider = page.locator(".st-key-puzzle-factor input[type=range]")
    slider.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Every clue agrees.")).to_be_visible()
    expect(page.get_by_role("heading", name="Run it yourself")).to_be_visible()
    assert page.locator(".st-key-map .js-plotly-plot").element_handle().evaluate("(a, b) => a === b", node)
    assert "puzzle-factor=255" in page.url


@pytest.mark.slow
def test_the_picture_is_seen_without_scrolling(server: Server, page: Page) -> None:
    open_page(page, server, "puzzle")
    drawn(page, "map", "Overfitting")
    box = page.locator(".st-key-clues").bounding_box()
    assert box is not None and box["y"] + box["height"] <= 720


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_a_phone_shows_the_picture_first_and_never_scrolls_sideways(server: Server, page: Page, scheme: str) -> None:
    seen_on(page, width=390, height=844, color_scheme=scheme)
    open_page(page, server, "puzzle?puzzle-suspect=Different+scaling&puzzle-factor=255&puzzle-solved=true")
    for key, words in (
        ("map", "They agree"),
        ("record", "printed losses"),
        ("sure", "Histogram"),
        ("temperature", "Loss against"),
    ):
        drawn(page, key, words)
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    figure, controls = (
        page.locator(".st-key-map").bounding_box(),
        page.get_by_text("Whom do you suspect?").bounding_box(),
    )
    assert figure is not None
    assert controls is not None
    assert figure["y"] < controls["y"]


@pytest.mark.slow
def test_a_run_is_trained_and_watched_here(server: Server, page: Page) -> None:
    open_page(page, server, "puzzle?puzzle-solved=true")
    page.get_by_role("button", name="Train it here").click()
    expect(page.get_by_text("as it was trained: loss")).to_be_visible(timeout=60_000)
    drawn(page, "puzzle-live", "After batch")
    assert "run=" in page.url

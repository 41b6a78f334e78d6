"""The lesson in Chromium: a deep link on a cold server, a click that changes the figure in place, phone, dark."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import open_page, seen_on, settle
from tests.serving import Server

DRAWN = '.st-key-tensor .lab-figure[aria-label*="{}"] .main-svg'


def drawn(page: Page, words: str) -> None:
    """Wait until the figure of the tensor says these words."""
    page.wait_for_selector(DRAWN.format(words), state="attached")


@pytest.mark.slow
def test_a_deep_link_on_a_cold_server_and_a_click(fresh_server: Server, page: Page) -> None:
    open_page(page, fresh_server, "tensors?tensors-rank=3")
    drawn(page, "rank 3")
    node = page.locator(".st-key-tensor .js-plotly-plot").element_handle()
    page.get_by_role("radiogroup", name="Rank").get_by_text("1", exact=True).click()
    drawn(page, "rank 1")
    assert "tensors-rank=1" in page.url
    assert page.locator(".st-key-tensor .js-plotly-plot").element_handle().evaluate("(a, b) => a === b", node)


def test_a_typed_list_is_drawn_and_a_ragged_one_explained(server: Server, page: Page) -> None:
    open_page(page, server, "tensors?tensors-shelf=your+own")
    drawn(page, "shape (2, 3)")
    field = page.get_by_label("x =", exact=True)
    field.fill("[[1, 2], [3]]")
    field.press("Enter")
    expect(page.get_by_text("Ragged, so it has no shape")).to_be_visible()
    drawn(page, "shape (2, 3)")
    field.fill("[[[1]]]")
    field.press("Enter")
    drawn(page, "shape (1, 1, 1)")


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_a_phone_shows_the_picture_first_and_never_scrolls_sideways(server: Server, page: Page, scheme: str) -> None:
    seen_on(page, width=390, height=844, color_scheme=scheme)
    for link, words in (("rank=2", "rank 2"), ("rank=5", "rank 5"), ("shelf=real+data&tensors-kind=vectors", "784")):
        open_page(page, server, f"tensors?tensors-{link}")
        drawn(page, words)
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    figure, controls = page.locator(".st-key-tensor").bounding_box(), page.get_by_text("Kind").first.bounding_box()
    assert figure is not None
    assert controls is not None
    assert figure["y"] < controls["y"]


@pytest.mark.slow
def test_the_film_plays(server: Server, page: Page) -> None:
    open_page(page, server, "tensors?tensors-rank=5")
    drawn(page, "rank 5")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_text("x[:, 4]: frame 4 of every film")).to_be_visible()

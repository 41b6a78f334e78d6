"""The lesson in Chromium: the stretching is played, a click lights a cell and its sources, a clash is mended, phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import open_page, seen_on, settle
from tests.serving import Server

SHAPES = "broadcasting?broadcasting-source=shapes"


def drawn(page: Page, words: str) -> None:
    """Wait until the picture of the arrays says these words."""
    page.wait_for_selector(f'.st-key-cells .lab-figure[aria-label*="{words}"] .main-svg', state="attached")


PLACES = """(() => {{
  const {{ x, y, text }} = document.querySelector('.st-key-cells .js-plotly-plot').data[{0}]
  return new Set([...x].map((at, n) => text[n].replace('\\u200b', '') && `${{at}}/${{y[n]}}`).filter(Boolean)).size
}})()"""
"""How many cells of one array stand apart from each other in the picture as it now is."""


def cells_apart(page: Page, trace: int, count: int) -> None:
    """Wait until so many cells of one array are seen side by side."""
    page.wait_for_function(f"{PLACES.format(trace)} === {count}")


@pytest.mark.slow
def test_the_stretching_plays_to_the_full_result(server: Server, page: Page) -> None:
    open_page(page, server, SHAPES)
    drawn(page, "result (32, 10)")
    expect(page.get_by_text("all 320 cells of the result")).to_be_visible()
    cells_apart(page, 1, 20)
    cells_apart(page, 2, 20)
    page.get_by_label("Step of the animation").fill("0")
    expect(page.get_by_text("as they are")).to_be_visible()
    cells_apart(page, 1, 4)
    cells_apart(page, 2, 0)
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.get_by_text("copies itself along it, 32 times")).to_be_visible()
    cells_apart(page, 1, 20)


def click_cell(page: Page, number: int) -> None:
    """Click the middle of a cell of the result with the mouse."""
    cell = page.locator(".st-key-cells .js-plotly-plot .scatterlayer .trace").nth(2).locator(".point").nth(number)
    box = cell.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_click_lights_the_sources_and_writes_the_sum_out(server: Server, page: Page) -> None:
    open_page(page, server, "broadcasting")
    drawn(page, "result (2, 3)")
    expect(page.get_by_text("all 6 cells of the result")).to_be_visible()
    click_cell(page, 5)
    expect(page.get_by_text("= 6 + 30 =").first).to_be_visible()
    expect(page.get_by_label("One cell of the result")).to_have_value("1, 2")
    assert "broadcasting-cell=" in page.url
    settle(page)
    click_cell(page, 5)  # the same one, where its two sources have met: nothing else is chosen
    settle(page)
    expect(page.get_by_text("= 6 + 30 =").first).to_be_visible()
    click_cell(page, 0)  # another one, in the picture of the first
    expect(page.get_by_text("= 1 + 10 =").first).to_be_visible()
    page.get_by_role("button", name="Stretch again").click()
    expect(page.get_by_text("are added to each of the 2 rows")).to_be_visible()


@pytest.mark.slow
def test_a_pixel_of_the_result_can_be_clicked(server: Server, page: Page) -> None:
    open_page(page, server, "broadcasting?broadcasting-source=digits&broadcasting-operation=−")
    drawn(page, "mean digit")
    expect(page.get_by_text("Click a pixel of the result")).to_be_visible()
    box = page.locator(".st-key-cells .js-plotly-plot").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.85)
    expect(page.get_by_text("Both have").or_(page.get_by_text("mean has no axis for the")).first).to_be_visible()
    expect(page.get_by_label("One cell of the result")).to_have_value(re.compile(r"\d+, \d+, \d+"))


@pytest.mark.slow
def test_a_clash_is_shown_and_mended_by_a_click(server: Server, page: Page) -> None:
    open_page(page, server, "broadcasting")
    page.get_by_role("button", name="A clash").click()
    expect(page.get_by_text("Axis -1: 3 against 2.")).to_be_visible()
    drawn(page, "There is no cell of a result")
    page.get_by_role("button", name="b[:, np.newaxis]").click()
    drawn(page, "result (2, 3)")
    expect(page.get_by_label("b =")).to_have_value("[[10], [20]]")


OTHERS = [pytest.param(link, marks=pytest.mark.slow) for link in (SHAPES, "broadcasting?broadcasting-source=digits")]


@pytest.mark.slow
@pytest.mark.parametrize("link", ["broadcasting", *OTHERS])
def test_the_whole_picture_is_seen_without_scrolling(server: Server, page: Page, link: str) -> None:
    open_page(page, server, link)
    page.wait_for_selector(".st-key-cells .lab-player")
    player = page.locator(".st-key-cells .lab-player").bounding_box()
    assert player is not None and player["y"] + player["height"] <= 720


@pytest.mark.slow
def test_with_reduced_motion_nothing_moves_by_itself(server: Server, page: Page) -> None:
    page = open_page(seen_on(page, reduced_motion="reduce"), server, SHAPES)
    drawn(page, "result (32, 10)")
    expect(page.get_by_text("as they are")).to_be_visible()
    for _ in range(4):
        page.get_by_role("button", name="Step", exact=True).click()
    expect(page.get_by_text("all 320 cells of the result")).to_be_visible()
    cells_apart(page, 2, 20)

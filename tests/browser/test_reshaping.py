"""Lesson "reshaping" in Chromium: typed, played, scrubbed; the cells really move; phone, projector, dark."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import open_page, seen_on, settle
from tests.serving import Server

_AT = """name => {
  const plot = document.querySelector('.js-plotly-plot')
  const { x, y } = plot._fullData.find(trace => trace.name === name)
  return [...x].map((value, cell) => [value - x[0], y[cell] - y[0]].map(Math.round))
}"""
_STRIP = """() => {
  const plot = document.querySelector('.js-plotly-plot')
  const number = plot._fullData.findIndex(trace => trace.name === 'memory')
  const cells = [...plot.querySelectorAll('.scatterlayer .trace')[number].querySelectorAll('.points path')]
  const at = cells.map(cell => +/translate\\(([-\\d.]+)/.exec(cell.getAttribute('transform'))[1])
  return [at[1] - at[0], plot._fullData[number].marker.size]
}"""
_FINISHED = """() => {
  const scrub = document.querySelector('.lab-player input')
  return scrub && scrub.value === scrub.max
}"""
THREE_BY_TWO = [[0, 0], [1, 0], [0, 1], [1, 1], [0, 2], [1, 2]]
TWO_BY_THREE = [[0, 0], [1, 0], [2, 0], [0, 1], [1, 1], [2, 1]]


def opened(page: Page, server: Server, query: str = "") -> Page:
    open_page(page, server, f"reshaping{query}")
    page.wait_for_function("document.querySelectorAll('.js-plotly-plot').length === 1")
    return page


def type_into(page: Page, label: str, text: str) -> None:
    box = page.get_by_label(label, exact=True)
    box.fill(text)
    box.press("Enter")


def test_typed_played_and_scrubbed(page: Page, server: Server) -> None:
    opened(page, server)
    type_into(page, "New shape", "(6, 1)")
    expect(page.get_by_text("A row now ends after 1 cell instead of 2")).to_be_visible()
    settle(page)
    page.wait_for_function(_FINISHED)  # it plays by itself
    expect(page.locator(".lab-caption")).to_contain_text("becomes y[5, 0]")
    page.wait_for_function(f"({_AT})('y')[5].join() === '0,5'")
    scrub = page.get_by_label("Step of the animation")
    scrub.focus()
    page.keyboard.press("Home")
    page.wait_for_function(f"({_AT})('y')[5].join() === '1,2'")  # back in x
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".lab-caption")).to_contain_text("x[0, 0] is read as number 0")
    assert "reshaping-shape=" in page.url
    page.reload()
    expect(page.get_by_label("New shape", exact=True)).to_have_value("(6, 1)")


@pytest.mark.slow
def test_a_change_while_it_plays_leaves_no_cell_astray(page: Page, server: Server) -> None:
    """The squares of a strip stand side by side, where the axes of the new figure have them."""
    opened(page, server)
    for shape in ("(6, 1)", "(2, 3)", "(1, 6)", "(6, 1)", "(3, 2)"):
        page.wait_for_function("document.querySelector('.lab-player input')?.value > 0")
        type_into(page, "New shape", shape)
        expect(page.locator(".st-key-strides").get_by_text(f"{shape}", exact=True).last).to_be_visible()
    settle(page)
    page.wait_for_function(_FINISHED)
    step, side = page.evaluate(_STRIP)
    assert step == pytest.approx(side / 0.92, rel=0.02)


@pytest.mark.slow
def test_with_reduced_motion_it_stands_still_until_it_is_stepped(page: Page, server: Server) -> None:
    page = opened(seen_on(page, reduced_motion="reduce"), server)
    assert page.evaluate(_AT, "y") == THREE_BY_TWO
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(_FINISHED)
    page.wait_for_function(f"JSON.stringify(({_AT})('y')) === '{TWO_BY_THREE}'.replaceAll(' ', '')")


@pytest.mark.slow
def test_wrong_input_gets_the_reason_beside_the_field_and_the_picture_stays(page: Page, server: Server) -> None:
    opened(page, server)
    type_into(page, "New shape", "(4, 2)")
    reason = page.get_by_role("alert").filter(has_text="6 cells cannot fill 4 × 2 = 8")
    expect(reason).to_be_visible()
    settle(page)
    field, alert = page.get_by_label("New shape", exact=True).bounding_box(), reason.bounding_box()
    assert field and alert and 0 < alert["y"] - field["y"] < 100
    page.wait_for_function(_FINISHED)
    page.wait_for_function(f"JSON.stringify(({_AT})('y')) === '{TWO_BY_THREE}'.replaceAll(' ', '')")


OTHER_PARTS = [pytest.param(part, marks=pytest.mark.slow) for part in ("transpose", "digit", "batch")]


@pytest.mark.slow
@pytest.mark.parametrize("part", ["reshape", *OTHER_PARTS])
@pytest.mark.parametrize(("width", "height"), [pytest.param(1280, 720, marks=pytest.mark.slow), (390, 844)])
def test_nothing_is_wider_than_the_screen_and_the_picture_is_on_it(
    page: Page, server: Server, width: int, height: int, part: str
) -> None:
    page = opened(seen_on(page, width=width, height=height, color_scheme="dark"), server, f"?reshaping-part={part}")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
    picture = page.locator(".lab-figure").first.bounding_box()
    controls = page.get_by_role("button", name="Reset").bounding_box()
    assert picture and controls and picture["y"] + picture["height"] <= height
    if width < 640:
        assert picture["y"] < controls["y"]  # on a phone the picture comes first

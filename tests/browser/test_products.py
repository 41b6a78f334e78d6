"""Lesson "products" in Chromium: typed, clicked, played, slid and timed; phone, projector, dark, reduced motion."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import open_page, seen_on, settle
from tests.serving import Server

Z = "[...document.querySelectorAll('.js-plotly-plot')].find(p => p.data.some(t => t.name === 'z'))"


def opened(page: Page, server: Server, query: str = "") -> Page:
    open_page(page, server, f"products{query}")
    page.wait_for_function("document.querySelectorAll('.js-plotly-plot').length === 5")
    return page


def type_array(page: Page, name: str, text: str) -> None:
    box = page.get_by_label(name, exact=True)
    box.fill(text)
    box.press("Enter")


def wait_for_z(page: Page, texts: list[str]) -> None:
    """Wait until these numbers, and no others, are drawn in z: what is in the figure's data may not be on the page."""
    page.wait_for_function(
        f"""texts => {{
          const plot = {Z}, place = plot?.data.findIndex(t => t.name === 'z')
          const drawn = plot?.querySelectorAll('.scatterlayer .trace')[place]?.querySelectorAll('.textpoint text') ?? []
          return [...drawn].map(t => t.textContent.replace(/\\u200b/g, '')).join() === texts.join()
        }}""",
        arg=texts,
    )


def click_cell(page: Page, number: int) -> None:
    """Click the middle of a cell of z."""
    x, y = page.evaluate(
        f"""number => {{
          const plot = {Z}, trace = plot.data.find(t => t.name === 'z'), {{ xaxis, yaxis }} = plot._fullLayout
          const {{ x, y }} = plot.getBoundingClientRect()
          const across = xaxis._offset + xaxis.l2p(trace.x[number])
          return [x + across, y + yaxis._offset + yaxis.l2p(trace.y[number])]
        }}""",
        number,
    )
    page.mouse.move(x, y)
    page.mouse.click(x, y)


def test_a_clicked_cell_is_taken_apart_and_stands_in_the_address(page: Page, server: Server) -> None:
    opened(page, server)
    click_cell(page, 2)
    caption = page.locator(".lab-caption").first
    expect(caption).to_have_text("z[1, 0] = 4×7 + 5×9 + 6×11 = 28 + 45 + 66 = 139")
    settle(page)
    assert "products-cell=" in page.url
    page.reload()
    expect(page.locator(".lab-caption").first).to_contain_text("z[1, 0] = ")


@pytest.mark.slow
def test_a_new_array_is_drawn_in_place_and_a_clash_can_be_mended(page: Page, server: Server) -> None:
    opened(page, server)
    type_array(page, "W", "[1, 0, -1]")
    wait_for_z(page, ["−2", "−2"])
    page.get_by_role("button", name="Does not fit").click()
    expect(page.get_by_role("alert").filter(has_text="not aligned: 3 (dim 1) != 2 (dim 0)")).to_be_visible()
    page.get_by_role("button", name="np.dot(x.T, W)").click()
    wait_for_z(page, ["43", "48", "59", "66", "75", "84"])  # [1, 4] . [[7, 8], [9, 10]] = 43, 48 and so on


@pytest.mark.slow
def test_it_plays_steps_and_changes_pace_without_starting_again(page: Page, server: Server) -> None:
    opened(page, server)
    caption = page.locator(".lab-caption").first
    next_ = page.get_by_role("button", name="Step", exact=True).first
    next_.click()
    wait_for_z(page, ["", "", "", ""])
    next_.click()
    expect(caption).to_have_text("z[0, 0] = 1×7 + 2×9 + 3×11 = 7 + 18 + 33 = 58")
    wait_for_z(page, ["58", "", "", ""])
    pace = page.get_by_role("slider", name="Seconds a step")
    pace.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    settle(page)
    expect(caption).to_contain_text("z[0, 0] = ")
    page.get_by_role("button", name="Play", exact=True).first.click()
    expect(caption).to_contain_text("z[1, 1] = ")
    wait_for_z(page, ["58", "64", "139", "154"])


@pytest.mark.slow
def test_the_arrows_follow_their_sliders(page: Page, server: Server) -> None:
    opened(page, server)
    page.get_by_role("button", name="Right angle").click()
    expect(page.get_by_text("nothing of x points along w")).to_be_visible()
    slider = page.get_by_role("slider", name="x[0]")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("points along w: its shadow")).to_be_visible()


@pytest.mark.slow
def test_the_race_waits_for_tensorflow_and_then_has_three_bars(page: Page, server: Server) -> None:
    opened(page, server)
    page.get_by_role("button", name="Measure here and now").click()
    page.wait_for_function(
        "[...document.querySelectorAll('.js-plotly-plot')].some(p => p.data[0].y?.includes?.('TensorFlow'))"
    )
    expect(page.get_by_text("TensorFlow is")).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [pytest.param(1280, 720, marks=pytest.mark.slow), (390, 844)])
def test_the_whole_picture_is_on_the_screen_and_nothing_wider(
    page: Page, server: Server, width: int, height: int
) -> None:
    page = opened(seen_on(page, width=width, height=height, color_scheme="dark", reduced_motion="reduce"), server)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
    player = page.locator(".lab-player").first.bounding_box()
    assert player and player["y"] + player["height"] <= height
    if width < 640:
        field = page.get_by_label("W", exact=True).bounding_box()
        assert field and player["y"] < field["y"]  # on a phone the picture comes first

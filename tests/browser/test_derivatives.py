"""Lesson "derivatives" in Chromium: slide, click, type, play and scrub; the surface follows; phone and projector."""

import pytest
from playwright.sync_api import Page, expect

from mnist_lab.figures import theme
from tests.browser.conftest import open_page, seen_on, settle
from tests.serving import Server

CURVE = "document.querySelector('.st-key-curve .js-plotly-plot')"


def opened(page: Page, server: Server, query: str = "") -> Page:
    open_page(page, server, f"derivatives{query}")
    page.wait_for_function("document.querySelectorAll('.js-plotly-plot').length === 6")
    return page


def middle_of(page: Page, key: str, x: float, y: float) -> tuple[float, float]:
    """Where a point of a figure is on the screen."""
    page.locator(f".st-key-{key}").scroll_into_view_if_needed()
    place = page.evaluate(
        """([key, x, y]) => {
            const plot = document.querySelector(`.st-key-${key} .js-plotly-plot`), box = plot.getBoundingClientRect()
            const { xaxis, yaxis } = plot._fullLayout
            return [box.x + xaxis._offset + xaxis.c2p(x), box.y + yaxis._offset + yaxis.c2p(y)]
        }""",
        [key, x, y],
    )
    return float(place[0]), float(place[1])


def click(page: Page, key: str, x: float, y: float) -> None:
    """Click on a point of a figure, once the figure has seen the mouse there."""
    across, down = middle_of(page, key, x, y)
    page.mouse.move(across - 5, down)
    page.mouse.move(across, down, steps=3)
    page.wait_for_function(
        """([key, x]) => {
            const seen = document.querySelector(`.st-key-${key} .js-plotly-plot`)._hoverdata
            return seen && Math.abs(seen[0].x - x) < 0.01
        }""",
        arg=[key, x],
    )
    page.mouse.click(across, down)


def test_point_by_slider_and_by_click(page: Page, server: Server) -> None:
    opened(page, server, "?derivatives-function=x**2 / 2")
    page.get_by_role("slider", name="Point x").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("At x = −0.45")).to_be_visible()
    settle(page)
    click(page, "curve", 2.0, 2.0)
    expect(page.get_by_text("At x = 2 the curve rises by 2")).to_be_visible()
    assert "derivatives-x=2" in page.url


@pytest.mark.slow
def test_changes_faster_than_their_answers_lose_nothing(page: Page, server: Server) -> None:
    """Streamlit's memory of large messages broke the connection here, which the page says on its console."""
    opened(page, server, "?derivatives-function=x**2 / 2&derivatives-x=1.0")
    page.get_by_role("slider", name="Point x").first.focus()
    for key in [*["ArrowRight"] * 4, *["ArrowLeft"] * 4] * 12:
        page.keyboard.press(key, delay=20)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("At x = 1.05 the curve rises")).to_be_visible()


@pytest.mark.slow
def test_the_secant_turns_into_the_tangent(page: Page, server: Server) -> None:
    opened(page, server, "?derivatives-function=x**2 / 2&derivatives-x=1.0")
    caption = page.locator(".st-key-curve .lab-caption")
    expect(caption).to_have_text("h = 2: slope (f(1 + 2) − f(1)) / h = 2")
    page.locator(".st-key-curve").get_by_role("button", name="Play").click()
    expect(caption).to_contain_text("the secant has become the tangent, slope f′(1) = 1")


def drag(page: Page, ring: int, to: float, *, of: str) -> None:
    """Drag a ring of the curve to x = `to` in small steps; `of` is what the caption says on the way."""
    place = page.locator(".st-key-curve .lab-ring").nth(ring).bounding_box()
    assert place is not None
    across, down = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(across, down)
    page.mouse.down()
    page.mouse.move(middle_of(page, "curve", to, 0.0)[0], down, steps=12)
    expect(page.locator(".st-key-curve .lab-caption")).to_contain_text(of)
    page.mouse.up()
    settle(page)


def test_both_points_are_dragged(page: Page, server: Server) -> None:
    opened(page, server, "?derivatives-function=x**2 / 2&derivatives-x=1.0")
    drag(page, 0, -1.0, of="h = 2: slope (f(−1 + 2) − f(−1)) / h = 0")
    expect(page.get_by_text("At x = −1 the curve falls by 1")).to_be_visible()
    assert "derivatives-x=-1" in page.url
    drag(page, 1, -0.5, of="h = 0.5: slope")
    drag(page, 1, -1.1, of="the secant has become the tangent, slope f′(−1) = −1")
    expect(page.locator(".st-key-curve .lab-ring").nth(1)).to_be_hidden()
    drag(page, 0, 2.0, of="the secant has become the tangent, slope f′(2) = 2")  # the tangent goes along
    assert "derivatives-x=2" in page.url
    page.get_by_role("radio", name="x moves").or_(page.get_by_role("button", name="x moves")).first.click()
    page.wait_for_selector(".st-key-curve button[aria-label=Pause]")  # this one answers no drag: it plays


@pytest.mark.slow
def test_the_moving_point_is_dragged(page: Page, server: Server) -> None:
    opened(page, server, "?derivatives-play=x moves&derivatives-function=x**2 / 2")
    page.wait_for_selector(".st-key-curve button[aria-label=Play]")  # it has played to its end
    drag(page, 0, 1.5, of="x = 1.5: slope 1.5")
    ring = "document.querySelector('.st-key-curve .lab-ring')"
    assert page.evaluate(f"{ring}.style.getPropertyValue('--lab-ring')") == theme.INPUT  # the colour of its point


@pytest.mark.slow
def test_a_scrub_during_play_leaves_all_parts_in_the_same_place(page: Page, server: Server) -> None:
    opened(page, server, "?derivatives-play=x moves&derivatives-function=abs(x)")
    page.wait_for_selector(".st-key-curve button[aria-label=Play]")  # it has played by itself and come to its end
    page.locator(".st-key-curve button[aria-label=Play]").click()
    page.locator(".st-key-curve").get_by_label("Step of the animation").fill("36")
    expect(page.locator(".st-key-curve .lab-caption")).to_contain_text("x = 2:")
    page.wait_for_function(f"""() => {{
        const plot = {CURVE}, wanted = plot._fullLayout.xaxis.c2p(2)
        const blue = [...plot.querySelectorAll('.points path')].filter(p => p.style.fill === 'rgb(0, 114, 178)')
        const places = blue.map(point => parseFloat(point.getAttribute('transform').slice('translate('.length)))
        return places.length === 2 && places.every(place => Math.abs(place - wanted) < 1)
    }}""")


@pytest.mark.slow
def test_typed_nonsense_keeps_the_picture(page: Page, server: Server) -> None:
    opened(page, server, "?derivatives-function=your own")
    field = page.get_by_role("textbox", name="your own f(x) =")
    field.fill("1 / (x - 1)")
    field.press("Enter")
    expect(page.get_by_text("At x = 1 there is a pole")).to_be_visible()
    field.fill("2x")
    field.press("Enter")
    expect(page.get_by_text("a product is written 2 * x")).to_be_visible()
    expect(page.get_by_text("At x = 1 there is a pole")).to_be_visible()


@pytest.mark.slow
def test_a_click_on_the_contours_and_a_step(page: Page, server: Server) -> None:
    opened(page, server, "?derivatives-step=0.5")
    click(page, "contour", -2.0, 1.0)
    expect(page.get_by_role("spinbutton", name="w1 of W_0")).to_have_value("-2.000")
    settle(page)
    page.get_by_role("button", name="Take the step").click()
    expect(page.get_by_text("1 step so far")).to_be_visible()
    expect(page.get_by_role("spinbutton", name="w1 of W_0")).to_have_value("-1.000")
    page.wait_for_function("document.querySelector('.st-key-surface .js-plotly-plot')._fullData[2].x.length === 3")


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [pytest.param(1280, 720, marks=pytest.mark.slow), (390, 844)])
def test_nothing_is_wider_than_the_screen_and_the_picture_is_on_it(
    page: Page, server: Server, width: int, height: int
) -> None:
    page = opened(seen_on(page, width=width, height=height, color_scheme="dark"), server)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
    picture = page.locator(".st-key-curve").first.bounding_box()
    controls = page.get_by_role("button", name="A kink").bounding_box()
    assert picture and controls and picture["y"] + picture["height"] <= height
    if width < 640:
        assert picture["y"] < controls["y"]  # on a phone the picture comes first

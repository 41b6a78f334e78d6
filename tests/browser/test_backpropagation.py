"""Lesson "backpropagation" in Chromium: play, step and scrub both passes, slide a leaf, the tape, clicks, phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import open_page, seen_on, settle
from tests.serving import Server

PLOT = "document.querySelector('.st-key-graph .js-plotly-plot')"


def opened(page: Page, server: Server, query: str = "") -> Page:
    open_page(page, server, f"backpropagation{query}")
    page.wait_for_function("document.querySelector('.js-plotly-plot')")
    return page


def words(page: Page) -> list[str]:
    """What is written in the picture."""
    texts: list[str] = page.evaluate(f"[...{PLOT}.querySelectorAll('.textpoint text')].map(word => word.textContent)")
    return texts


def test_both_passes_are_played_stepped_and_scrubbed_both_ways(page: Page, server: Server) -> None:
    opened(page, server)
    caption = page.locator(".st-key-graph .lab-caption")
    expect(caption).to_contain_text("Everything at once")
    step = page.locator(".st-key-graph").get_by_role("button", name="Step", exact=True)
    step.click()
    expect(caption).to_have_text("The leaves have their values: x = 2, y = −3")
    page.wait_for_function(f"![...{PLOT}.querySelectorAll('.textpoint text')].some(w => w.textContent.includes('∂'))")
    step.click()
    expect(caption).to_have_text("Forward: v1 = x * y = −6")
    page.locator(".st-key-graph").get_by_role("button", name="Step back").click()
    expect(caption).to_have_text("The leaves have their values: x = 2, y = −3")
    page.locator(".st-key-graph").get_by_label("Step of the animation").fill("7")
    expect(caption).to_contain_text("Backward from v2 = sin(x): to x 1 × −0.4161")
    page.wait_for_function(f"[...{PLOT}.querySelectorAll('.textpoint text')].some(w => w.textContent.includes('+ …'))")
    page.locator(".st-key-graph").get_by_role("button", name="Play").click()
    expect(caption).to_contain_text("Backward from v1 = x * y: to y 1 × 2 = 2, to x 1 × −3 = −3")
    assert "∂ −0.4161 + −3 = −3.416" in words(page)


@pytest.mark.slow
def test_the_played_areas_end_where_they_should(page: Page, server: Server) -> None:
    """The filled boxes are one path that grows: after a play to the end it has all boxes, each with four corners."""
    opened(page, server, "?backpropagation-formula=x * y * w * b")
    scrub = page.locator(".st-key-graph").get_by_label("Step of the animation")
    parts = f"""() => [...{PLOT}.querySelectorAll('.js-fill')].map(
        path => (path.getAttribute('d') ?? '').split('M').length - 1)"""
    scrub.fill("1")  # of all that the first frame shows only the leaves are left: a dot and four boxes; a dot
    page.wait_for_function(f"JSON.stringify(({parts})()) === '[5,1]'")
    scrub.fill("6")
    page.locator(".st-key-graph").get_by_role("button", name="Play").click()
    page.wait_for_selector(".st-key-graph button[aria-label=Play]")
    page.wait_for_function(f"JSON.stringify(({parts})()) === '[8,8]'")


@pytest.mark.slow
def test_a_leaf_by_slider_and_everything_follows(page: Page, server: Server) -> None:
    opened(page, server)
    page.get_by_role("slider", name="y").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("1 × −0.4161 + 1 × −2.9 = −3.316")).to_be_visible()
    page.wait_for_function(f"[...{PLOT}.querySelectorAll('.textpoint text')].some(w => w.textContent === '∂ −3.316')")
    assert "backpropagation-y=-2.9" in page.url


def test_a_box_and_an_edge_say_what_they_know(page: Page, server: Server) -> None:
    opened(page, server)
    page.evaluate(f"window.Plotly.Fx.hover({PLOT}, [{{ curveNumber: 0, pointNumber: 0 }}])")
    expect(page.locator(".st-key-graph .hovertext")).to_contain_text("sum over children")
    page.evaluate(f"window.Plotly.Fx.hover({PLOT}, [{{ curveNumber: 1, pointNumber: 0 }}])")
    expect(page.locator(".st-key-graph .hovertext")).to_contain_text("grad(v1, x)")


@pytest.mark.slow
def test_the_factors_of_the_chain_can_be_hovered_with_the_mouse(page: Page, server: Server) -> None:
    opened(page, server)
    page.get_by_role("button", name="The notebook's fghj").click()
    expect(page.locator(".st-key-graph").get_by_text("grad(x3, x2)")).to_be_visible()
    settle(page)
    factor = page.locator(".st-key-graph").get_by_text("grad(x3, x2)").bounding_box()
    assert factor
    page.mouse.move(factor["x"] + factor["width"] / 2 - 6, factor["y"] + factor["height"])
    page.mouse.move(factor["x"] + factor["width"] / 2, factor["y"] + factor["height"], steps=3)
    expect(page.locator(".st-key-graph .hovertext")).to_contain_text("exp(x2)")
    assert "backpropagation-formula=sin" in page.url


@pytest.mark.slow
def test_typed_nonsense_keeps_the_picture(page: Page, server: Server) -> None:
    opened(page, server)
    field = page.get_by_role("textbox", name="Formula")
    field.fill("relu(x * w) + x")
    field.press("Enter")
    expect(page.locator(".st-key-graph").get_by_text("relu(v1)")).to_be_visible()
    field.fill("2x")
    field.press("Enter")
    expect(page.get_by_text("a product is written 2 * x")).to_be_visible()
    expect(page.locator(".st-key-graph").get_by_text("relu(v1)")).to_be_visible()


def test_tensorflow_answers_beside_it(page: Page, server: Server) -> None:
    opened(page, server)
    expect(page.get_by_text("TensorFlow's result is −5.091")).to_be_visible(timeout=120_000)
    expect(page.locator(".lab-tape .on", has_text="Sin")).to_be_visible()


@pytest.mark.slow
def test_a_trap_and_its_mending(page: Page, server: Server) -> None:
    open_page(page, server, "backpropagation?backpropagation-part=TensorFlow's tape&backpropagation-examples=traps")
    answer = page.locator(".lab-answer").first
    expect(answer).to_have_text("None", timeout=120_000)
    page.get_by_text("Mend it").click()
    expect(answer).to_have_text("tf.Tensor(6.0, shape=(), dtype=float32)")


@pytest.mark.slow
def test_an_update_is_taken(page: Page, server: Server) -> None:
    open_page(page, server, "backpropagation?backpropagation-part=A network by hand")
    expect(page.get_by_text("0.4774 → 0.127")).to_be_visible()
    page.get_by_role("button", name="Take this update").click()
    expect(page.get_by_text("the loss falls, 0.127 →")).to_be_visible()
    assert "backpropagation-updates=1" in page.url


@pytest.mark.slow
def test_a_click_on_an_image_enlarges_it(page: Page, server: Server) -> None:
    open_page(page, server, "backpropagation?backpropagation-part=784-512-10")
    page.wait_for_selector(".st-key-gradients .js-plotly-plot")
    place = page.evaluate(
        """() => {
            const plot = document.querySelector('.st-key-gradients .js-plotly-plot'), box = plot.getBoundingClientRect()
            const { xaxis, yaxis } = plot._fullLayout, { x, y } = plot._fullData[1]
            return [box.x + xaxis._offset + xaxis.c2p(x[70]), box.y + yaxis._offset + yaxis.c2p(y[70])]
        }"""
    )
    page.mouse.move(place[0] - 3, place[1])
    page.mouse.move(place[0], place[1], steps=3)
    page.wait_for_function(
        "document.querySelector('.st-key-gradients .js-plotly-plot')._hoverdata?.[0].pointNumber === 70"
    )
    page.mouse.click(*place)
    expect(page.locator(".st-key-gradients").get_by_text("W[:, 70]", exact=True)).to_be_visible()
    expect(page.get_by_role("spinbutton", name="Unit")).to_have_value("70")


OTHER_PARTS = [pytest.param(part, marks=pytest.mark.slow) for part in ("A network by hand", "784-512-10")]


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [pytest.param(1280, 720, marks=pytest.mark.slow), (390, 844)])
@pytest.mark.parametrize("part", ["A formula as a graph", *OTHER_PARTS])
def test_nothing_is_wider_than_the_screen_and_the_picture_is_on_it(
    page: Page, server: Server, part: str, width: int, height: int
) -> None:
    page = opened(
        seen_on(page, width=width, height=height, color_scheme="dark"), server, f"?backpropagation-part={part}"
    )
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
    picture = page.locator(".js-plotly-plot").first.bounding_box()
    controls = page.get_by_text("Try this").bounding_box()
    assert picture and controls and picture["y"] + picture["height"] <= height
    if width < 640:
        assert picture["y"] < controls["y"]  # on a phone the picture comes first


@pytest.mark.slow
@pytest.mark.parametrize("part", ["A formula as a graph", "A network by hand"])
def test_on_a_phone_the_picture_follows_what_is_played(page: Page, server: Server, part: str) -> None:
    """What works is on the screen, and the longest caption has its room."""
    seen_on(page, width=390, height=844)
    opened(page, server, f"?backpropagation-part={part}&backpropagation-formula=(exp(w*x%2Bb)-y)**2")
    figure = page.locator(".lab-figure").first
    scrolled = figure.evaluate("figure => [figure.scrollLeft, figure.scrollWidth - figure.clientWidth]")
    assert scrolled[0] == 0 and scrolled[1] > 100
    figure.get_by_label("Step of the animation").fill("6")
    figure.get_by_role("button", name="Step", exact=True).click()
    page.wait_for_function("document.querySelector('.lab-figure').scrollLeft > 60")
    room = """figure => {
        const scrub = figure.querySelector('[type=range]'), caption = figure.querySelector('.lab-caption')
        const bottom = figure.closest('[data-testid=stElementContainer]').getBoundingClientRect().bottom
        return [...Array(+scrub.max + 1).keys()].map(step => {
            scrub.value = step
            scrub.dispatchEvent(new Event('input'))
            return bottom - caption.getBoundingClientRect().bottom
        })
    }"""
    assert min(figure.evaluate(room)) > -4

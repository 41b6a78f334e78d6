"""Lesson "inside" in Chromium: clicks on a unit, a cell and a digit; damage; phone, dark, all of it in sight."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import open_page, seen_on, settle
from tests.serving import Server

PARTS = ("Forward pass", "Why", "Mistakes", "Robustness", "Break it", "Space")
AT = """([key, x, y]) => {
  const plot = document.querySelector(`.st-key-${key} .js-plotly-plot`), { xaxis, yaxis } = plot._fullLayout
  const box = plot.getBoundingClientRect()
  const at = (axis, value) => axis._offset + axis.d2p(value)
  return [box.x + at(xaxis, x), box.y + at(yaxis, y)]
}"""


def click(page: Page, key: str, x: float, y: float) -> None:
    """Click a place of a figure, given in its own coordinates."""
    across, down = page.evaluate(AT, [key, x, y])
    page.mouse.move(across - 2, down)
    page.mouse.move(across, down)
    page.mouse.click(across, down)


LAST = dict(zip(PARTS, ("excited", "why", "wall", "strip", "damage", "near"), strict=True))


def turn_to(page: Page, part: str) -> None:
    """Choose a part and wait until its last figure is drawn."""
    page.get_by_role("radiogroup", name="Part").get_by_text(part, exact=True).click()
    page.wait_for_selector(f".st-key-inside-{LAST[part]} .main-svg", state="attached")
    settle(page)


def figure(page: Page, key: str, words: str) -> None:
    """Wait until a figure says these words."""
    page.wait_for_selector(f'.st-key-{key} .lab-figure[aria-label*="{words}"] .main-svg', state="attached")


@pytest.mark.slow
def test_a_click_opens_a_unit_and_one_on_an_exciting_digit_takes_it(server: Server, page: Page) -> None:
    open_page(page, server, "inside?inside-nth=2")
    node = page.locator(".st-key-inside-network .js-plotly-plot").element_handle()
    middle = page.evaluate(
        """() => { const { x0, y0, dx, dy } = document.querySelector('.st-key-inside-network .js-plotly-plot').data[1]
             return [x0 + 4 * dx, y0 + 2 * dy] }"""
    )
    click(page, "inside-network", *middle)
    expect(page.get_by_text("Unit 50:")).to_be_visible()  # row 2 of 23 columns, column 4
    page.wait_for_function(
        "location.search.includes('inside-unit=50') && location.search.includes('inside-follow=false')"
    )
    assert page.locator(".st-key-inside-network .js-plotly-plot").element_handle().evaluate("(a, b) => a === b", node)
    settle(page)
    click(page, "inside-excited", 14, 14)
    expect(page.locator(".st-key-inside-digit").get_by_text("test digit 2", exact=True)).to_have_count(0)
    assert "inside-nth=2" not in page.url.split("&")


def test_a_cell_of_the_matrix_opens_its_digits(server: Server, page: Page) -> None:
    open_page(page, server, "inside?inside-part=Mistakes")
    click(page, "inside-confusion", 3, 3)
    expect(page.get_by_text("Three read as three:")).to_be_visible()
    # The two lists for label and answer were not on the page before, and are in the link all the same.
    page.wait_for_function("['label=3', 'answer=3'].every(part => location.search.includes(`inside-${part}`))")
    settle(page)
    figure(page, "inside-wall", "a 3 read as 3")
    click(page, "inside-wall", 14, page.evaluate(_TOP_ROW))
    expect(page.locator(".st-key-inside-digit").get_by_text("It reads three")).to_be_visible()


_TOP_ROW = """() => {
  const [low, high] = document.querySelector('.st-key-inside-wall .js-plotly-plot')._fullLayout.yaxis.range
  return high - 0.5 - 11 - 14
}"""


@pytest.mark.slow
def test_a_bar_of_the_evidence_opens_its_unit_and_the_link_says_which(server: Server, page: Page) -> None:
    open_page(page, server, "inside?inside-part=Why")
    bar = page.locator(".st-key-inside-why .barlayer .point").nth(1)
    box = bar.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + 4, box["y"] + box["height"] / 2)
    opened = page.locator(".st-key-inside-reading")
    expect(opened).to_contain_text("relu hands on")
    number = opened.inner_text().split(":")[0].removeprefix("Unit ")
    page.wait_for_function(f"location.search.includes('inside-unit={number}&inside-follow=false')")


@pytest.mark.slow
def test_a_label_that_was_empty_is_there_for_the_next_digit(server: Server, page: Page) -> None:
    """Plotly takes an empty text out for good; what stands there instead keeps the place."""
    open_page(page, server, "inside?inside-nth=2")
    page.get_by_role("radiogroup", name="Digit").get_by_text("a mistake").click()
    settle(page)
    for _ in range(3):
        page.wait_for_function("""() => {
            const plot = document.querySelector('.st-key-inside-network .js-plotly-plot')
            const wanted = plot.data.filter(d => d.mode == 'text').flatMap(d => d.text)
            const drawn = [...plot.querySelectorAll('.scatterlayer text')].map(word => word.textContent)
            const plain = wanted.map(word => word.replace('<b>', '').replace('</b>', ''))
            return JSON.stringify(drawn.sort()) === JSON.stringify(plain.sort())
        }""")
        page.get_by_label("Worst first", exact=False).press("ArrowUp")
        settle(page)


@pytest.mark.slow
def test_damage_is_recomputed_and_the_space_shows_a_digit_under_the_pointer(server: Server, page: Page) -> None:
    open_page(page, server, f"inside?inside-part={quote('Break it')}")
    expect(page.get_by_text("Nothing is broken yet")).to_be_visible()
    page.get_by_role("button", name="Two bits").click()
    expect(page.get_by_text("of the test digits were right, now")).to_be_visible()
    page.wait_for_function("location.search.includes('inside-bits=2')")
    page.get_by_role("button", name="Why the worst mistake?").click()
    figure(page, "inside-why", "Evidence of the units")
    page.get_by_role("button", name="Half the units").click()
    page.wait_for_function("location.search.includes('inside-share=50')")
    open_page(page, server, "inside?inside-part=Space")
    place = page.evaluate(
        """() => { const { x, y } = document.querySelector('.st-key-inside-space .js-plotly-plot')._fullData[0]
             const far = x.indexOf(Math.max(...x)); return [x[far], y[far], far] }"""
    )
    across, down = page.evaluate(AT, ["inside-space", place[0], place[1]])
    page.mouse.move(across - 40, down - 40)
    page.mouse.move(across, down, steps=4)
    expect(page.get_by_text(f"{place[2]}: a ", exact=False).first).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_the_picture_first_and_never_scrolls_sideways(server: Server, page: Page, scheme: str) -> None:
    seen_on(page, width=390, height=844, color_scheme=scheme)
    open_page(page, server, "inside")
    for part in PARTS[:: 1 if scheme == "light" else 3]:
        turn_to(page, part)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        first = page.locator(".lab-figure").first.bounding_box()
        digit = page.locator(".st-key-inside-digit").bounding_box()
        assert first is not None and digit is not None
        assert first["y"] < digit["y"]


@pytest.mark.slow
def test_every_picture_is_in_sight_at_1280_by_720(server: Server, page: Page) -> None:
    open_page(page, server, "inside")
    for part in PARTS:
        turn_to(page, part)
        for drawn in page.locator(".lab-figure").all():
            box = drawn.bounding_box()
            assert box is not None and box["y"] + box["height"] <= 725, part

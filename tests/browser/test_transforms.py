"""Lesson "transforms" in Chromium: tips dragged and moved by keys, played, scrubbed, hovered; phone, reduced motion."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from mnist_lab.figures import theme
from tests.browser.conftest import open_page, seen_on, settle
from tests.serving import Server


def opened(page: Page, server: Server, query: str = "") -> Page:
    open_page(page, server, f"transforms{query}")
    expect(tip(page)).to_be_visible()
    page.wait_for_function("document.querySelector('.lab-tip').style.transform")
    return page


def tip(page: Page, which: str = "") -> Locator:
    return page.get_by_role("button", name=f"Tip of {which}").first


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def canvas(page: Page) -> Locator:
    return page.locator(".lab-plane canvas").first


def scrub(page: Page) -> Locator:
    return page.get_by_role("slider", name="Frame of the animation").first


def caption(page: Page) -> Locator:
    return page.locator(".lab-plane .lab-caption").first


def unit(page: Page) -> float:
    """Pixels of one unit of the plane: as much as fits of 10.4 across and of 6 up."""
    box = canvas(page).bounding_box()
    assert box is not None
    return min(box["width"] / 10.4, box["height"] / 6)


def test_a_tip_is_dragged_and_python_learns_the_angle(page: Page, server: Server) -> None:
    """From 60° the first tip is dragged to straight above the origin: 90°, counter-clockwise on the screen."""
    opened(page, server)
    x, y = middle(canvas(page))
    page.mouse.move(*middle(tip(page, "the first")))
    page.mouse.down()
    page.mouse.move(x, y - 2 * unit(page), steps=4)
    expect(caption(page)).to_have_text("Let go, and the numbers follow.")
    page.wait_for_function(
        "([x, y]) => { const b = document.querySelector('.lab-tip').getBoundingClientRect();"
        "return Math.hypot(b.x + b.width / 2 - x, b.y + b.height / 2 - y) < 2 }",
        arg=[x, y - unit(page)],
    )  # it is held to its distance 1, before it is let go
    second = middle(tip(page, "the second"))
    assert second == pytest.approx((x - unit(page), y), abs=2)  # the other column turns along
    page.mouse.up()
    expect(page.get_by_role("slider", name="theta")).to_have_attribute("aria-valuetext", "90°")
    expect(page.get_by_text("a turn by 90°", exact=False).first).to_be_visible()
    assert "transforms-theta=90" in page.url
    tip(page, "the first").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.get_by_role("slider", name="theta")).to_have_attribute("aria-valuetext", "96°")


@pytest.mark.slow
def test_changing_the_numbers_moves_the_tips_and_b_is_dragged(page: Page, server: Server) -> None:
    opened(page, server, "?transforms-kind=affine")
    field = page.get_by_label("W[0, 1]")
    field.fill("-1")
    field.press("Enter")
    expect(page.get_by_role("button", name="Tip of the second column of W, at (−1, 1)")).to_be_visible()
    settle(page)
    x, y = middle(canvas(page))
    page.wait_for_function(
        "x => Math.abs(document.querySelectorAll('.lab-tip')[1].getBoundingClientRect().x + 14 - x) < 2", arg=x
    )  # b is (1, 0): the tip stands at (0, 1)
    page.mouse.move(*middle(tip(page, "b")))
    page.mouse.down()
    page.mouse.move(x - 2 * unit(page), y - unit(page), steps=4)
    page.mouse.up()
    expect(page.get_by_label("b[0]")).to_have_value("-2")
    expect(page.get_by_label("b[1]")).to_have_value("1")


def test_it_is_played_paused_scrubbed_stepped_and_looped(page: Page, server: Server) -> None:
    opened(page, server)
    player = page.locator(".lab-player").first
    expect(scrub(page)).to_have_value("60")
    player.get_by_label("Speed").select_option("¼ ×")
    player.get_by_role("button", name="Play").click()
    page.wait_for_function("(n => n > 3 && n < 57)(+document.querySelector('.lab-player input').value)")
    player.get_by_role("button", name="Pause").click()
    at = scrub(page).input_value()
    expect(caption(page)).to_contain_text("% of the way; area of the square 1.")
    page.wait_for_timeout(150)
    assert scrub(page).input_value() == at
    player.get_by_role("button", name="Step back").click()
    assert scrub(page).input_value() in ("0", "30")
    scrub(page).fill("15")
    expect(caption(page)).to_contain_text("25 % of the way")
    x, y = middle(tip(page, "the first"))
    u, v = middle(canvas(page))
    assert (x - u, v - y) == pytest.approx((unit(page) * 0.966, unit(page) * 0.259), abs=1.5)  # 15° of 60°
    player.get_by_label("Speed").select_option("2 ×")
    player.get_by_role("button", name="Loop").click()
    player.get_by_role("button", name="Play").click()
    page.wait_for_function("+document.querySelector('.lab-player input').value === 60")
    page.wait_for_function("+document.querySelector('.lab-player input').value < 30")
    player.get_by_role("button", name="Loop").click()
    expect(caption(page)).to_contain_text("done")
    expect(player.get_by_role("button", name="Play")).to_be_visible()


@pytest.mark.slow
def test_a_click_is_a_point_and_hovering_it_shows_its_arithmetic(page: Page, server: Server) -> None:
    opened(page, server, "?transforms-kind=scaling&transforms-points=")
    x, y = middle(canvas(page))
    page.mouse.click(x - unit(page), y - 2 * unit(page))
    expect(page.get_by_label("Your points")).to_have_value("(-1, 2)")
    worked = "(−1, 2) → (2 · −1 + 0 · 2 + 0, 0 · −1 + 0.5 · 2 + 0) = (−2, 1)"
    expect(page.get_by_text(worked)).to_be_attached()
    settle(page)
    page.mouse.move(x - 2 * unit(page), y - unit(page), steps=2)
    hint = page.locator(".lab-hint").first
    expect(hint).to_contain_text("P (−1, 2) → (−2, 1)")
    expect(hint).to_contain_text("x: 2 · −1 + 0 · 2 + 0 = −2")
    expect(hint).to_contain_text("y: 0 · −1 + 0.5 · 2 + 0 = 1")


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [pytest.param(1280, 720, marks=pytest.mark.slow), (390, 844)])
def test_the_picture_is_on_the_screen_and_less_motion_shows_three_states(
    page: Page, server: Server, width: int, height: int
) -> None:
    seen_on(page, width=width, height=height, color_scheme="dark", reduced_motion="reduce")
    opened(page, server)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
    picture = page.locator(".lab-player").first.bounding_box()
    controls = page.get_by_role("button", name="Scaling", exact=True).bounding_box()
    assert picture and controls and picture["y"] + picture["height"] <= height
    assert width > 640 or picture["y"] < controls["y"]
    page.evaluate("""() => {
        window.seen = new Set()
        const now = () => window.seen.add(+document.querySelector('.lab-player input').value)
        const look = () => (now(), requestAnimationFrame(look))
        look()
    }""")
    page.locator(".lab-player").first.get_by_role("button", name="Play").click()
    page.wait_for_function("window.seen.has(30)")
    expect(caption(page)).to_have_text(re.compile("done"))
    assert sorted(page.evaluate("[...window.seen]")) == [0, 30, 60]


@pytest.mark.slow
def test_two_orders_are_played_together_and_wrong_steps_get_the_reason(page: Page, server: Server) -> None:
    opened(page, server)
    page.get_by_role("button", name="Shift, then turn").click()
    both = page.locator(".lab-caption").nth(1)
    expect(both).to_contain_text("translation(1.5, 0) | rotation(90)")
    expect(both).to_contain_text("apart at most")
    field = page.get_by_label("Steps, in their order")
    field.fill("rotation(90")
    field.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="is each bracket closed?")).to_be_visible()
    expect(page.locator(".lab-plane-title").nth(1)).to_have_text("translation(1.5, 0) then rotation(90)")


@pytest.mark.slow
def test_both_columns_are_drawn_in_the_colour_of_w(page: Page, server: Server) -> None:
    """Half way along each arrow, where no words and no tip lie; the grid's colour and the paper's are another."""
    opened(page, server, "?transforms-kind=linear&transforms-W00=2&transforms-W01=0&transforms-W10=0&transforms-W11=2")
    looked = """([x, y]) => {
        const canvas = document.querySelector('.lab-plane canvas')
        const dots = canvas.width / canvas.clientWidth
        const middle = [canvas.clientWidth / 2, canvas.clientHeight / 2]
        const [red, green, blue] = canvas.getContext('2d')
            .getImageData((middle[0] + x) * dots, (middle[1] - y) * dots, 1, 1).data
        return [red, green, blue]
    }"""
    shaft = unit(page) * 0.8
    orange = [int(theme.WEIGHTS[place : place + 2], 16) for place in (1, 3, 5)]
    for x, y in ((shaft, 0), (0, shaft)):
        assert page.evaluate(looked, [x, y]) == pytest.approx(orange, abs=30)


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_the_formula_fits_with_its_widest_numbers(page: Page, server: Server, width: int) -> None:
    page = opened(seen_on(page, width=width, height=720), server, "?transforms-theta=135")
    formula = page.locator(".st-key-transforms-formula .katex-display")
    expect(formula).to_contain_text("−0.71")
    assert formula.evaluate(
        "all => { const box = all.closest('.stMarkdown').getBoundingClientRect();"
        "return [...all.querySelectorAll('.katex-html > .base')].every(part => {"
        "const { left, right } = part.getBoundingClientRect(); return left >= box.left && right <= box.right + 1 }) }"
    )
    facts = page.locator(".st-key-facts-transform").bounding_box()
    assert facts and (width < 640 or facts["height"] < 60)  # one line: the picture stays where it is

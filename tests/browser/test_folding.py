"""Lesson "folding" in Chromium: played, scrubbed, typed, a network trained live and scrubbed; phone and projector."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import open_page, seen_on, settle
from tests.serving import Server


def opened(page: Page, server: Server, query: str = "") -> Page:
    open_page(page, server, f"folding{query}")
    expect(page.locator(".lab-plane canvas")).to_have_count(5)  # two of the stack, three of the network
    return page


def scrub(page: Page, which: int = 0) -> Locator:
    return page.get_by_role("slider", name="Frame of the animation").nth(which)


def caption(page: Page, which: int = 0) -> Locator:
    return page.locator(".lab-plane .lab-caption").nth(which)


def colour(page: Page, canvas: int, x: float, y: float) -> list[int]:
    """Red, green, blue and opacity at a share of the width and of the height of a canvas."""
    found: list[int] = (
        page.locator(".lab-plane canvas")
        .nth(canvas)
        .evaluate(
            """(canvas, [x, y]) => [...canvas.getContext('2d')
            .getImageData(Math.round(x * canvas.width), Math.round(y * canvas.height), 1, 1).data]""",
            [x, y],
        )
    )
    return found


def test_it_goes_layer_by_layer_played_and_scrubbed(page: Page, server: Server) -> None:
    opened(page, server, "?folding-layers=2")
    expect(scrub(page)).to_have_value("72")  # two layers, three steps each, twelve frames a step
    for frame, words in ((0, "Before the first layer."), (12, "Layer 1 of 2: W · x"), (24, "Layer 1 of 2: + b")):
        scrub(page).fill(str(frame))
        expect(caption(page)).to_have_text(words)
    scrub(page).fill("72")
    expect(caption(page)).to_contain_text("Layer 2 of 2: relu")
    player = page.locator(".lab-player").first
    player.get_by_role("button", name="Play").click()
    page.wait_for_function("(n => n > 3 && n < 70)(+document.querySelector('.lab-player input').value)")
    player.get_by_role("button", name="Pause").click()
    player.get_by_role("button", name="Step", exact=True).click()
    assert 0 < float(scrub(page).input_value()) <= 72


@pytest.mark.slow
def test_the_stack_and_its_collapse_end_in_the_same_picture(page: Page, server: Server) -> None:
    opened(page, server)
    page.get_by_role("button", name="Six layers, one map").click()
    expect(page.get_by_text("largest difference at 1,681 points")).to_be_visible()
    settle(page)
    scrub(page).fill("72")
    expect(caption(page)).to_have_text("Layer 3 of 6: + b")
    middle = [page.locator(".lab-plane canvas").nth(which).evaluate("c => c.toDataURL()") for which in (0, 1)]
    assert middle[0] != middle[1]
    scrub(page).fill("144")
    expect(caption(page)).to_have_text("Layer 6 of 6: + b")
    # Only the titles differ, which are not on the canvas; 2e-15 is far less than a pixel.
    page.wait_for_function(
        """() => {
            const [a, b] = document.querySelectorAll('.lab-plane canvas')
            return a.toDataURL() === b.toDataURL()
        }"""
    )


@pytest.mark.slow
def test_weights_are_typed_and_a_wrong_one_gets_the_reason_beside_it(page: Page, server: Server) -> None:
    opened(page, server)
    page.get_by_text("typed", exact=True).click()
    field = page.get_by_label("Layer 1", exact=True)
    expect(field).to_have_value("[[1.09, 0.03], [1.17, -1.03]], [0.11, -0.12]")
    canvas = page.locator(".lab-plane canvas").first
    before = canvas.get_attribute("aria-label")
    field.fill("[[1, 2], [3, 9]], [0, 0]")
    field.press("Enter")
    expect(page.get_by_text("Numbers from -4 to 4 are drawn")).to_be_visible()
    assert canvas.get_attribute("aria-label") == before
    field.fill("[[0, 0], [0, 0]], [-1, -1]")
    field.press("Enter")
    expect(page.get_by_text("a single affine map does the same")).to_be_visible()
    expect(page.get_by_text("Numbers from -4 to 4 are drawn")).to_have_count(0)


@pytest.mark.slow
def test_a_preset_s_link_brings_the_same_picture(page: Page, server: Server, visitor: Callable[..., Page]) -> None:
    opened(page, server)
    page.get_by_role("button", name="One crease parts the corners").click()
    expect(page.get_by_text("2 pieces")).to_be_visible()
    page.wait_for_url(re.compile("folding-layer-1="))
    said = page.locator(".lab-plane canvas").first.get_attribute("aria-label")
    other = visitor()
    other.goto(page.url)
    other.wait_for_selector(".st-key-footer")
    settle(other)
    assert other.locator(".lab-plane canvas").first.get_attribute("aria-label") == said


@pytest.mark.slow
def test_what_the_seed_drew_is_typed_on_and_in_the_link(page: Page, server: Server) -> None:
    opened(page, server, "?folding-seed=11&folding-layers=2")
    before = page.locator(".lab-plane canvas").first.get_attribute("aria-label")
    page.get_by_text("typed", exact=True).click()
    expect(page.get_by_label("Layer 2", exact=True)).to_be_visible()
    page.wait_for_url(re.compile("(?=.*folding-weights=typed)(?=.*folding-layer-1=)(?=.*folding-layer-2=)"))
    page.reload()
    page.wait_for_selector(".st-key-footer")
    settle(page)
    assert page.locator(".lab-plane canvas").first.get_attribute("aria-label") == before


@pytest.mark.parametrize("activation", ["relu", pytest.param("none", marks=pytest.mark.slow)])
def test_a_network_is_trained_live_and_every_moment_can_be_scrubbed(
    page: Page, server: Server, activation: str
) -> None:
    opened(page, server, f"?uncrumple-cloud=corners&uncrumple-activation={activation}")
    page.get_by_role("button", name="Train it").click()
    expect(caption(page, 1)).to_have_text(re.compile(r"Step \d+: [\d.]+% right, loss"))
    done = (
        "the classes have come apart" if activation == "relu" else "Without activation its 5 layers are one affine map"
    )
    expect(page.get_by_text(done)).to_be_visible(timeout=60_000)
    settle(page)
    last = int(scrub(page, 1).get_attribute("max") or 0)
    assert last > 3
    expect(caption(page, 1)).to_have_text(
        re.compile("100.0% right" if activation == "relu" else r"\b[4-7]\d\.\d% right")
    )
    blue, vermilion = (colour(page, 2, x, 0.36) for x in (0.7, 0.3))  # the corners above: class 0 right, class 1 left
    sides = blue[2] > blue[0] and vermilion[0] > vermilion[2]
    assert sides == (activation == "relu")
    scrub(page, 1).fill("0")
    expect(caption(page, 1)).to_have_text(re.compile(r"^Step 0: "))
    scrub(page, 1).fill("1")
    expect(caption(page, 1)).to_have_text(re.compile(r"^Step [1-9]\d*: "))


@pytest.mark.slow
def test_it_is_stopped(page: Page, server: Server) -> None:
    opened(page, server, "?uncrumple-activation=none")
    page.get_by_role("button", name="Train it").click()
    expect(caption(page, 1)).to_have_text(re.compile(r"^Step [1-9]"))
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text(re.compile(r"Stopped after \d+ steps"))).to_be_visible()
    expect(page.get_by_role("button", name="Train it")).to_be_visible()


@pytest.mark.parametrize("query", ["", "?folding-weights=typed&folding-layers=2"])
def test_everything_is_seen_on_a_projector(page: Page, server: Server, query: str) -> None:
    opened(page, server, query)
    for place in (page.locator(".lab-player").first, page.get_by_role("button", name="Reset", exact=True)):
        box = place.bounding_box()
        assert box is not None and box["y"] + box["height"] <= 720
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_on_a_phone_the_picture_comes_first(page: Page, server: Server) -> None:
    page = opened(seen_on(page, width=390, height=844, color_scheme="dark"), server)
    picture = page.locator(".lab-plane").first.bounding_box()
    choice = page.get_by_text("sigmoid", exact=True).first.bounding_box()
    assert picture is not None and choice is not None and picture["y"] < choice["y"]
    second = page.locator(".lab-plane").nth(1).bounding_box()
    train = page.get_by_role("button", name="Train it").bounding_box()
    assert second is not None and train is not None and second["y"] < train["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    canvas = page.locator(".lab-plane canvas").first.bounding_box()
    assert canvas is not None and canvas["height"] < canvas["width"] + 60  # no empty room above and below a square

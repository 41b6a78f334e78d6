"""Lesson "descent" in Chromium: click a start, play, step, change the pace; phone and projector."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from mnist_lab.maths.descent_race import rates_of
from mnist_lab.maths.losses import LOSSES, loss
from mnist_lab.maths.optimisers import OPTIMISERS
from tests.browser.conftest import open_page, seen_on, settle
from tests.browser.test_derivatives import click
from tests.serving import Server

MAP = ".st-key-descent-map"
RATE = float(rates_of(loss(LOSSES["narrow valley"]), OPTIMISERS["momentum"])[-3])


def opened(page: Page, server: Server, query: str = "") -> Page:
    open_page(page, server, f"descent{query}")
    page.wait_for_selector(f"{MAP} .js-plotly-plot")
    return page


def test_a_click_is_the_new_start_and_the_path_follows(page: Page, server: Server) -> None:
    opened(page, server)
    click(page, "descent-map", 2.0, -1.0)
    expect(page.get_by_role("spinbutton", name="Start w1")).to_have_value("2.000")
    expect(page.locator(f"{MAP} .lab-caption")).to_contain_text("Step 0 of 50: (2, −1)")
    assert "descent-w1=2" in page.url and "descent-w2=-1" in page.url


@pytest.mark.slow
def test_a_step_writes_itself_out(page: Page, server: Server) -> None:
    opened(page, server, "?descent-loss=one weight: bowl&descent-rate=0.5&descent-w1=2.0&descent-speed=fast")
    step = page.locator(MAP).get_by_role("button", name="Step", exact=True)
    step.click()
    expect(page.locator(f"{MAP} .lab-caption")).to_have_text("Step 1 of 11: 1, loss 0.5")
    settle(page)
    step.click()
    expect(page.get_by_text("Step 2, term by term")).to_be_visible()
    expect(page.get_by_text("1 − 0.5 · 1")).to_be_visible()


@pytest.mark.slow
def test_the_contours_stay_while_the_point_moves(page: Page, server: Server) -> None:
    opened(page, server, "?descent-speed=fast")
    shown = f"document.querySelectorAll('{MAP} .contourlayer path, {MAP} .lab-ground path').length"
    drawn = page.evaluate(shown)
    assert drawn > 5
    step = page.locator(MAP).get_by_role("button", name="Step", exact=True)
    for number in (1, 2):
        step.click()
        expect(page.locator(f"{MAP} .lab-caption")).to_contain_text(f"Step {number} of")
        settle(page)
        assert page.evaluate(shown) == drawn
    click(page, "descent-map", 2.0, -1.0)  # they can still be pointed at, and drawn anew they are there once
    expect(page.locator(f"{MAP} .lab-caption")).to_contain_text("Step 0 of 50: (2, −1)")
    page.wait_for_function(f"!document.querySelector('{MAP} .lab-ground')")
    assert page.evaluate(shown) == drawn


@pytest.mark.slow
def test_play_goes_to_the_end(page: Page, server: Server) -> None:
    opened(page, server, "?descent-loss=one weight: bowl&descent-rate=0.5&descent-w1=2.0&descent-speed=fast")
    page.locator(MAP).get_by_role("button", name="Play").click()
    expect(page.locator(f"{MAP} .lab-caption")).to_contain_text("Step 11 of 11")
    expect(page.get_by_text("Step 11, term by term")).to_be_visible()


@pytest.mark.slow
def test_a_cell_of_the_map_shows_its_path(page: Page, server: Server) -> None:
    open_page(page, server, "descent?descent-part=Rate × momentum")
    page.wait_for_selector(".st-key-descent-cell .js-plotly-plot")
    click(page, "descent-rates", float(np.log10(RATE)), 0.5)  # beyond the dashed line
    expect(page.get_by_text(f"Diverges: rate × curvature = {RATE:g} × 2")).to_be_visible()
    expect(page.locator(".st-key-descent-cell .lab-caption")).to_contain_text("Step 0 of")
    assert "descent-cellmomentum=0.5" in page.url


@pytest.mark.slow
def test_the_race_is_played(page: Page, server: Server) -> None:
    open_page(page, server, "descent?descent-part=Race&descent-loss=bowl&descent-speed=fast")
    race = page.locator(".st-key-descent-race")
    race.get_by_role("button", name="Play").click()
    expect(race.locator(".lab-caption")).not_to_contain_text("Step 0:")
    race.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("There: ")).to_be_visible()


@pytest.mark.slow
def test_typed_nonsense_keeps_the_picture(page: Page, server: Server) -> None:
    opened(page, server, "?descent-loss=your own")
    field = page.get_by_role("textbox", name="loss(w) or loss(w1, w2) =")
    field.fill("w^2")
    field.press("Enter")
    expect(page.locator(f"{MAP} .lab-caption")).to_contain_text("−2.5, loss 6.25")
    field.fill("w + w1")
    field.press("Enter")
    expect(page.get_by_text("not of w and of others")).to_be_visible()
    expect(page.locator(f"{MAP} .lab-caption")).to_contain_text("−2.5, loss 6.25")


@pytest.mark.slow
def test_a_preset_of_another_loss_is_in_the_link(page: Page, server: Server) -> None:
    opened(page, server, "?descent-loss=one weight: bowl")
    page.get_by_role("button", name="Diverges").click()
    expect(page.get_by_text("0.95 × 2").or_(page.get_by_text("1.05 × 2"))).to_be_visible()
    page.wait_for_function("location.search.includes('descent-w2=0.6')")
    assert "descent-rate=1.05" in page.url


@pytest.mark.slow
@pytest.mark.parametrize("part", ["Race", "Rate × momentum", "Mini-batches", "The real landscape"])
@pytest.mark.parametrize(("width", "height"), [pytest.param(1280, 720, marks=pytest.mark.slow), (390, 844)])
def test_no_part_is_wider_than_the_screen(page: Page, server: Server, part: str, width: int, height: int) -> None:
    page = open_page(
        seen_on(page, width=width, height=height, color_scheme="dark"), server, f"descent?descent-part={part}"
    )
    page.wait_for_selector(".js-plotly-plot")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
    picture = page.locator(".js-plotly-plot").first.bounding_box()
    assert picture and picture["y"] + picture["height"] <= height


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [pytest.param(1280, 720, marks=pytest.mark.slow), (390, 844)])
def test_nothing_is_wider_than_the_screen_and_the_picture_is_on_it(
    page: Page, server: Server, width: int, height: int
) -> None:
    page = opened(seen_on(page, width=width, height=height, color_scheme="dark"), server)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
    picture = page.locator(MAP).first.bounding_box()
    controls = page.get_by_role("button", name="Diverges").bounding_box()
    assert picture and controls and picture["y"] + picture["height"] <= height
    if width < 640:
        assert picture["y"] < controls["y"]  # on a phone the picture comes first

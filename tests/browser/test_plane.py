"""The moving plane in Chromium where no map moves it: places for some frames, classes, hover, dark twins of colours."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import open_page, settle
from tests.browser.test_figures import figures
from tests.serving import Server

__all__ = ["figures"]


def colour_at(page: Page, x: float, y: float) -> list[int]:
    """Red, green and blue of the canvas at a place of the plane."""
    found: list[int] = page.evaluate(
        """([x, y]) => {
            const canvas = document.querySelector('.lab-plane canvas'), { clientWidth: w, clientHeight: h } = canvas
            const unit = Math.min(w / 10.4, h / 6)
            const [left, top] = [w / 2 + unit * x, h / 2 - unit * y].map(side => Math.round(side * devicePixelRatio))
            return [...canvas.getContext('2d').getImageData(left, top, 1, 1).data]
        }""",
        [x, y],
    )
    return found


@pytest.fixture
def folding(page: Page, figures: Server) -> Iterator[Page]:
    open_page(page, figures)
    page.get_by_text("Plane", exact=True).click()
    expect(page.locator(".lab-plane canvas")).to_be_visible()
    settle(page)
    yield page


def scrubbed(page: Page, frame: int) -> None:
    page.get_by_role("slider", name="Frame of the animation").fill(str(frame))
    expect(page.get_by_text(f"frame {frame}", exact=True)).to_be_visible()


def test_points_go_straight_from_key_to_key(folding: Page) -> None:
    """In frame 10 A is half way from (-2, 1) to (-2, -1); in frame 30 half way from there to (0, -1)."""
    for frame, there in ((0, (-2, 1)), (10, (-2, 0)), (20, (-2, -1)), (30, (-1, -1)), (40, (0, -1))):
        scrubbed(folding, frame)
        assert colour_at(folding, *there) == [0, 114, 178, 255], frame  # theme.INPUT
        assert colour_at(folding, 2, 1) == [196, 34, 28, 255]  # theme.LOSS: the other class stays
    assert colour_at(folding, -2, 1)[3] == 0


def test_its_colours_follow_the_theme_and_a_hover_names_the_point(folding: Page) -> None:
    folding.emulate_media(color_scheme="dark")
    folding.wait_for_function(
        "getComputedStyle(document.querySelector('.stApp')).backgroundColor === 'rgb(17, 22, 29)'"
    )
    folding.wait_for_function(
        """() => {
            const canvas = document.querySelector('.lab-plane canvas'), { width: w, height: h } = canvas
            const unit = Math.min(w / 10.4, h / 6)
            const seen = canvas.getContext('2d').getImageData(Math.round(w / 2), Math.round(h / 2 + unit), 1, 1).data
            return `${seen}` === '90,180,240,255'
        }"""
    )  # the twin of theme.INPUT in the dark
    folding.locator(".lab-plane canvas").scroll_into_view_if_needed()
    box = folding.locator(".lab-plane canvas").bounding_box()
    assert box is not None
    unit = min(box["width"] / 10.4, box["height"] / 6)
    folding.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 + unit, steps=2)
    expect(folding.locator(".lab-hint")).to_have_text("A (−2, 1) → (0, −1)")

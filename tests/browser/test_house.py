"""The house in Chromium: cold deep links, menu, home page, phone, light and dark, nonsense in the URL."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from mnist_lab.lessons import LESSONS, Lesson
from tests import serving
from tests.browser.conftest import open_page, seen_on, settle
from tests.serving import Server

QUICK = ("draw", "inside")
"""One lesson for each kind of picture there is; the others are slow tests."""
each_lesson = pytest.mark.parametrize(
    "lesson",
    [pytest.param(one, marks=() if one.name in QUICK else pytest.mark.slow, id=one.name) for one in LESSONS],
)


def errors(page: Page) -> list[str]:
    return page.locator('[data-testid="stException"]').all_inner_texts()


@pytest.fixture
def cold_server(tmp_path: Path) -> Iterator[Server]:
    """A server nobody has visited. Its cluster is out of reach, which spares a TensorFlow, and pages bear with it."""
    with serving.running(tmp_path, env={"MNIST_LAB_SCHEDULER": "tcp://127.0.0.1:9"}) as started:
        yield started


def is_open(page: Page, lesson: Lesson) -> None:
    """The page of this lesson is there, whole."""
    expect(page.get_by_role("heading", name=lesson.title, exact=True)).to_be_visible()
    expect(page.get_by_text(lesson.question)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)  # "Page not found" would be one
    assert errors(page) == []
    assert page.title() == f"{lesson.title} · MNIST Lab"


@pytest.mark.parametrize(
    "lesson",
    [
        pytest.param(LESSONS[0], id=LESSONS[0].name),
        pytest.param(LESSONS[-1], marks=pytest.mark.slow, id=LESSONS[-1].name),
    ],
)
def test_a_direct_link_works_on_a_server_nobody_has_visited(cold_server: Server, page: Page, lesson: Lesson) -> None:
    open_page(page, cold_server, lesson.name)
    is_open(page, lesson)
    menu = page.locator(".st-key-menu a")
    expect(menu).to_have_count(1 + len(LESSONS))
    expect(menu.first).to_have_text(re.compile("MNIST Lab$"))


def test_home_leads_to_the_first_lesson_and_the_menu_back(page: Page, server: Server) -> None:
    open_page(page, server)
    first = LESSONS[0]
    page.locator(".st-key-first-step a").click()
    expect(page.get_by_role("heading", name=first.title, exact=True)).to_be_visible()
    settle(page)
    page.locator(".st-key-menu a").first.click()
    expect(page.get_by_role("heading", name="MNIST Lab", exact=True)).to_be_visible()
    settle(page)


@pytest.mark.slow
def test_a_whole_card_on_the_map_is_the_link(page: Page, server: Server) -> None:
    open_page(page, server)
    for lesson in (LESSONS[0], LESSONS[-1]):
        card = page.locator(f".st-key-card-{lesson.name}")
        card.scroll_into_view_if_needed()
        settle(page)
        box = card.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] - 12, box["y"] + box["height"] - 12)
        expect(page.get_by_role("heading", name=lesson.title, exact=True)).to_be_visible()
        assert page.url.endswith(f"/{lesson.name}")
        settle(page)
        page.locator(".st-key-menu a").first.click()
        expect(page.get_by_role("heading", name="MNIST Lab", exact=True)).to_be_visible()


def fits(page: Page, paper: str) -> None:
    """Nothing is wider than the phone, and the theme is the phone's."""
    page.wait_for_function(f"getComputedStyle(document.querySelector('.stApp')).backgroundColor === '{paper}'")
    settle(page)
    widths = "[...document.querySelectorAll('[data-testid=stMain], html')].map(e => [e.scrollWidth, e.clientWidth])"
    for content, window in page.evaluate(widths):
        assert content <= window


def fits_in_light_and_dark(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    fits(page, "rgb(255, 255, 255)")
    page.emulate_media(color_scheme="dark")
    fits(page, "rgb(17, 22, 29)")


def test_home_on_a_phone(page: Page, server: Server) -> None:
    fits_in_light_and_dark(open_page(seen_on(page, width=390, height=844), server))


NONSENSE = ("-1", "1e400", "<script>window.hacked = 1</script>", "☃'; drop table", "x" * 2000, "%00", "")


def parameters(page: Page, lesson: Lesson) -> list[str]:
    """Return what the widgets of an open page are called: each key is a parameter of the URL."""
    classes = page.evaluate("[...document.querySelectorAll('[class*=st-key-]')].flatMap(e => [...e.classList])")
    keys = {name.removeprefix("st-key-") for name in classes}
    return sorted(key for key in keys if key.startswith(f"{lesson.name}-"))


@each_lesson
def test_a_lesson_on_a_phone(page: Page, server: Server, lesson: Lesson) -> None:
    """A link opens it, it fits in light and dark, its picture comes first, and nonsense in its link does no harm."""
    page = open_page(seen_on(page, width=390, height=844), server, lesson.name)
    is_open(page, lesson)
    fits_in_light_and_dark(page)
    columns = page.locator(".st-key-sides > * > [data-testid=stHorizontalBlock] > [data-testid=stColumn]")
    if columns.count():
        above = "([controls, picture]) => picture.getBoundingClientRect().top < controls.getBoundingClientRect().top"
        page.wait_for_function(above, arg=columns.element_handles())
    names = [*parameters(page, lesson), "run", "ink", "unknown"]
    nonsense = "&".join(f"{name}={quote(value)}" for name, value in zip(names, itertools.cycle(NONSENSE), strict=False))
    open_page(page, server, f"{lesson.name}?{nonsense}")
    is_open(page, lesson)
    assert page.evaluate("window.hacked") is None


def test_the_favicon_and_all_else_come_from_this_machine(page: Page, server: Server) -> None:
    """The visitor fixture fails on any request to another machine; here one waits until the tab has its icon."""
    open_page(page, server)
    page.wait_for_function("document.querySelector('link[rel~=icon]')?.href.startsWith('data:image/svg')")


def test_the_server_starts_without_a_question_or_a_warning(server: Server) -> None:
    assert "static folder" not in server.text  # Streamlit's complaint when ./static is missing
    assert "missing ScriptRunContext" not in server.text
    assert "email" not in server.text.lower()
    assert "You can now view your Streamlit app" in server.text

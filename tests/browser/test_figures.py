"""`ui.plot.show` in Chromium: figures change in place, answer to mouse and keyboard, follow the theme, play frames."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import serving
from tests.browser.conftest import HERE, open_page, seen_on, settle
from tests.serving import Server

# Chromium's own words for a colour, so that "#fff" and "rgb(255, 255, 255)" are the same.
STROKE = "document.querySelector('.st-key-line .js-line, .lab-plot .js-line').style.stroke"


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("figures")
    settings = (serving.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "config.toml").write_text(settings, encoding="utf-8")
    (folder / "figures_app.py").write_text((HERE / "figures_app.py").read_text(encoding="utf-8"), encoding="utf-8")
    from mnist_lab.ui import plot, scripts

    assert plot.served() is not None
    (folder / "static").symlink_to(scripts.STATIC)
    with serving.running(folder, app=folder / "figures_app.py", env={"PYTHONPATH": str(serving.ROOT)}) as started:
        yield started


def plots(page: Page) -> Locator:
    return page.locator(".lab-plot")


def line_range(page: Page) -> list[float]:
    found: list[float] = page.evaluate("document.querySelector('.lab-plot')._fullLayout.xaxis.range")
    return found


def test_a_figure_changes_in_place_and_keeps_its_zoom(page: Page, figures: Server) -> None:
    open_page(page, figures)
    page.evaluate("window.before = document.querySelector('.lab-plot .main-svg')")
    box = plots(page).first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 120, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 180, steps=5)
    page.mouse.up()
    page.wait_for_function("document.querySelector('.lab-plot')._fullLayout.xaxis.autorange === false")
    zoomed = line_range(page)
    page.get_by_text("Tick", exact=True).click()
    page.wait_for_function("Number(document.body.innerText.match(/tick (\\d+)/)[1]) > 5")
    assert page.evaluate("window.before.isConnected && window.before === document.querySelector('.lab-plot .main-svg')")
    assert line_range(page) == zoomed


def test_no_frame_is_blank_while_a_figure_ticks(page: Page, figures: Server) -> None:
    open_page(page, figures)
    page.evaluate("""() => {
        window.blank = 0; window.frames_seen = 0
        const look = () => {
            window.frames_seen++
            if (!document.querySelector('.lab-plot .js-line')?.getAttribute('d')) window.blank++
            requestAnimationFrame(look)
        }
        look()
    }""")
    page.get_by_text("Tick", exact=True).click()
    page.wait_for_function("Number(document.body.innerText.match(/tick (\\d+)/)[1]) > 8")
    assert page.evaluate("window.frames_seen") > 20
    assert page.evaluate("window.blank") == 0


@pytest.mark.slow
def test_a_slow_browser_keeps_its_figures(visitor: Callable[..., Page], figures: Server) -> None:
    """Where the next update comes before the last is through, Streamlit cleans up after the last one."""
    page = visitor()
    open_page(page, figures)
    page.evaluate("window.before = document.querySelector('.lab-plot .main-svg')")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 10})
    page.get_by_text("Tick", exact=True).click()
    page.wait_for_function("Number(document.body.innerText.match(/tick (\\d+)/)[1]) > 25")
    assert page.evaluate("window.before.isConnected")


def test_a_figure_may_leave_while_it_is_dragged(page: Page, figures: Server) -> None:
    open_page(page, figures)
    box = plots(page).nth(2).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 120, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    page.get_by_role("switch", name="No film").evaluate("switched => switched.click()")  # the mouse is busy
    expect(plots(page)).to_have_count(2)
    page.mouse.move(box["x"] + 220, box["y"] + 110)
    page.mouse.up()


def test_the_page_does_not_jump_while_figures_arrive(visitor: Callable[..., Page], figures: Server) -> None:
    """Each figure has its height before Plotly is there: what stands below it never moves."""
    page = visitor()
    page.add_init_script("""
        window.moved = 0
        new PerformanceObserver(list => {
            for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value
        }).observe({ type: 'layout-shift', buffered: true })
    """)
    page.route("**/plotly.min.js*", lambda route: (page.wait_for_timeout(500), route.continue_()))
    page.goto(figures.url)
    page.wait_for_selector(".lab-plot.lab-waiting")
    page.wait_for_selector(".st-key-footer")
    page.evaluate("window.moved = 0")
    settle(page)
    assert page.evaluate("window.moved") < 0.02


def test_a_click_on_a_cell_reaches_python(page: Page, figures: Server) -> None:
    open_page(page, figures)
    box = plots(page).nth(1).locator(".nsewdrag").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.9)
    expect(page.get_by_text("cells: PlotEvent(kind='click', trace=0, index=(4, 2)")).to_be_visible()


def test_hovers_reach_python_on_request_only(page: Page, figures: Server) -> None:
    open_page(page, figures)
    cells = plots(page).nth(1).locator(".nsewdrag").first
    cells.hover()
    page.get_by_text("Hovers", exact=True).click()
    settle(page)
    expect(page.get_by_text("cells: None")).to_be_visible()
    cells.hover()
    expect(page.get_by_text("cells: PlotEvent(kind='hover', trace=0, index=(2, 2)")).to_be_visible()


def test_arrows_walk_over_the_cells_and_enter_clicks(page: Page, figures: Server) -> None:
    open_page(page, figures)
    plots(page).nth(1).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_text("cells: PlotEvent(kind='click', trace=0, index=(1, 1)")).to_be_visible()
    expect(page.locator(".lab-said").nth(1)).to_have_text("1, 1, 6")


def test_a_figure_has_a_role_and_a_text(page: Page, figures: Server) -> None:
    open_page(page, figures)
    for alt in ("A line that moves", "25 cells", "A wave that grows"):
        expect(page.get_by_role("figure", name=alt)).to_be_visible()


def test_frames_are_stepped_played_and_scrubbed(page: Page, figures: Server) -> None:
    open_page(page, figures)
    caption = page.locator(".lab-caption")
    expect(caption).to_have_text("amplitude 1")
    page.get_by_label("Step", exact=True).click()
    expect(caption).to_have_text("amplitude 2")
    expect(page.get_by_text("film: PlotEvent(kind='frame', trace=-1, index=1")).to_be_visible()
    page.get_by_label("Step back").click()
    expect(caption).to_have_text("amplitude 1")
    page.get_by_label("Play").click()
    expect(caption).to_have_text("amplitude 4")
    expect(page.get_by_text("film: PlotEvent(kind='frame', trace=-1, index=3")).to_be_visible()
    expect(page.get_by_label("Play")).to_be_visible()
    page.get_by_label("Step of the animation").fill("2")
    expect(caption).to_have_text("amplitude 3")
    tallest = "Math.max(...document.querySelectorAll('.lab-plot')[2]._fullData[0].y)"
    page.wait_for_function(f"Math.abs({tallest} - 3) < 0.1")


def test_colours_follow_the_theme_while_the_page_is_open(page: Page, figures: Server) -> None:
    page = open_page(seen_on(page, color_scheme="light"), figures)
    assert page.evaluate(STROKE) == "rgb(196, 34, 28)"
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{STROKE} === 'rgb(255, 123, 92)'")
    text = "getComputedStyle(document.querySelector('.lab-plot .xtick text')).fill"
    page.wait_for_function(f"{text} === 'rgb(230, 234, 240)'")


def test_a_reader_who_wants_no_motion_gets_none(page: Page, figures: Server) -> None:
    page = open_page(seen_on(page, reduced_motion="reduce"), figures)
    page.evaluate("""() => {
        const animate = Plotly.animate
        window.durations = []
        Plotly.animate = (plot, frames, options) => {
            window.durations.push(options.transition.duration)
            return animate(plot, frames, options)
        }
    }""")
    page.get_by_label("Step", exact=True).click()
    expect(page.locator(".lab-caption")).to_have_text("amplitude 2")
    assert page.evaluate("window.durations") == [0]


def tiles(page: Page, figures: Server) -> Locator:
    """The squares of the six tiles, drawn."""
    open_page(page, figures)
    page.get_by_text("Tiles", exact=True).click()
    squares = plots(page).nth(3).locator(".points path")
    expect(squares).to_have_count(6)
    settle(page)
    return squares


def size_and_distance(squares: Locator) -> tuple[float, float]:
    """Side of a square without its border, and how far the next one is, in pixels."""
    boxes = [squares.nth(number).bounding_box() for number in (0, 1)]
    assert boxes[0] is not None and boxes[1] is not None
    return boxes[0]["width"] - 1.5, boxes[1]["x"] - boxes[0]["x"]


def test_tiles_are_squares_side_by_side_at_every_width(page: Page, figures: Server) -> None:
    squares = tiles(page, figures)
    wide = size_and_distance(squares)
    assert wide[0] == pytest.approx(0.92 * wide[1], abs=1.6)
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function(f"document.querySelectorAll('.lab-plot')[3].clientWidth < {6 * wide[1]}")
    page.wait_for_function(
        f"document.querySelectorAll('.lab-plot')[3].querySelector('.points path').getBBox().width < {wide[0] - 2}"
    )
    narrow = size_and_distance(squares)
    assert narrow[0] == pytest.approx(0.92 * narrow[1], abs=1.6)


def test_a_tile_travels_to_its_next_place(page: Page, figures: Server) -> None:
    squares = tiles(page, figures)
    last = "document.querySelectorAll('.lab-plot')[3].querySelectorAll('.points path')[5].getBoundingClientRect()"
    before = page.evaluate(f"{last}.x")
    page.evaluate(f"""() => {{
        window.places = []
        const look = () => {{ window.places.push({last}.x); requestAnimationFrame(look) }}
        look()
    }}""")
    page.get_by_label("Step", exact=True).last.click()
    page.wait_for_function(f"{last}.x > {before} + 2.9 * {size_and_distance(squares)[1]}")
    between = {round(place) for place in page.evaluate("window.places")}
    assert len(between) > 5  # it was seen on its way


def test_arrows_walk_over_the_tiles_as_they_lie(page: Page, figures: Server) -> None:
    tiles(page, figures)
    plots(page).nth(3).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_text("tiles: PlotEvent(kind='click', trace=0, index=4")).to_be_visible()


def test_square_cells_leave_no_empty_room_on_a_phone(page: Page, figures: Server) -> None:
    """The figure takes the height that its cells need at this width; a wider page gives it its own height back."""
    tiles(page, figures)
    box = page.locator(".st-key-tiles")
    height = box.evaluate("box => box.offsetHeight")
    page.set_viewport_size({"width": 340, "height": 844})
    page.wait_for_function(f"document.querySelector('.st-key-tiles').offsetHeight < {height - 10}")
    page.wait_for_function("""() => {
        const { xaxis, yaxis, _size, width } = document.querySelector('.st-key-tiles .lab-plot')._fullLayout
        const span = ({ range }) => Math.abs(range[1] - range[0])
        return width < 340 && Math.abs(_size.h - (_size.w * span(yaxis)) / span(xaxis)) < 2
    }""")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.wait_for_function(f"document.querySelector('.st-key-tiles').offsetHeight === {height}")


def swipe(page: Page, across: float, down: float) -> None:
    """Draw a finger upwards from a place."""
    fingers = page.context.new_cdp_session(page)
    for step, kind in enumerate(("touchStart", *["touchMove"] * 12, "touchEnd")):
        points = [] if kind == "touchEnd" else [{"x": across, "y": down - 10 * step}]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(16)


def test_a_finger_scrolls_the_page_until_it_is_told_to_zoom(visitor: Callable[..., Page], figures: Server) -> None:
    page = open_page(visitor(width=390, height=400, has_touch=True, is_mobile=True), figures)
    scrolled = "document.querySelector('[data-testid=stMain]').scrollTop"
    mode = "document.querySelector('.lab-plot')._fullLayout.dragmode"
    assert page.evaluate(mode) is False
    zoom = page.locator(".lab-plot").first.locator("[data-title='Zoom with a finger']")
    zoom.dispatch_event("click")
    page.wait_for_function(f"{mode} === 'zoom'")
    swipe(page, 195, 260)
    page.wait_for_function("document.querySelector('.lab-plot')._fullLayout.yaxis.autorange === false")
    assert page.evaluate(scrolled) == 0
    zoom.dispatch_event("click")
    page.wait_for_function(f"{mode} === false")
    zoomed = line_range(page)
    for _ in range(3):  # Chromium may not take the first
        swipe(page, 195, 260)
    assert page.evaluate(scrolled) > 60
    assert line_range(page) == zoomed

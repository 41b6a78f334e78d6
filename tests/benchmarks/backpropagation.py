"""From a changed leaf, weight or digit to the drawn figure, in Chromium, 20 changes each; how smoothly it plays.

python -m tests.benchmarks.backpropagation
"""

from playwright.sync_api import Page

from tests.benchmarks.changes import WATCH, browsing, pressed, report, typed
from tests.browser.conftest import open_page

FORMULAS = ("x * y + sin(x)", "(relu(w * x + b) - t)**2", "sin(exp(tanh(x**2)))", "x*y+sin(x)+x*x*y+exp(y)*x")
_SMOOTH = """() => new Promise(done => {
  const began = performance.now()
  let frames = 0
  const look = now => {
    frames += 1
    const playing = document.querySelector('.lab-player button[aria-label=Pause]')
    if (playing || frames < 30) requestAnimationFrame(look)
    else done(frames / (now - began) * 1000)
  }
  document.querySelector('.lab-player button[aria-label=Play]').click()
  requestAnimationFrame(look)
})"""


def moved(page: Page, label: str, turn: int) -> float:
    """Move a slider by one step, to and fro; returns the milliseconds to the drawn figure."""
    page.get_by_role("slider", name=label).focus()
    page.evaluate(WATCH, ".js-plotly-plot")
    return pressed(page, "ArrowRight" if turn % 2 else "ArrowLeft")


def main() -> None:
    """Measure and print."""
    with browsing() as (page, server):
        open_page(page, server, "backpropagation")
        page.get_by_text("TensorFlow's result is").wait_for()  # a warm worker: then each change asks it, too
        report(page, server, lambda turn: moved(page, "y", turn), name="a leaf by slider, TensorFlow asked")
        box = page.get_by_role("textbox", name="Formula")
        report(page, server, lambda turn: typed(box, FORMULAS[(turn + 1) % 4]), name="a typed formula")
        print(f"both passes, 10 boxes: {page.evaluate(_SMOOTH):.0f} pictures a second")
        open_page(page, server, "backpropagation?backpropagation-part=A network by hand")
        report(page, server, lambda turn: moved(page, "input x1", turn), name="an input of the small network")
        print(f"the small network: {page.evaluate(_SMOOTH):.0f} pictures a second")
        open_page(page, server, "backpropagation?backpropagation-part=784-512-10")
        digit = page.get_by_role("spinbutton", name="Test digit")
        report(page, server, lambda turn: typed(digit, str(turn + 1)), name="another digit in the real network")


if __name__ == "__main__":
    main()

"""The lesson "folding": frames a second, from a changed seed to the picture, what is sent, and how long training takes.

    python -m tests.benchmarks.folding

Two planes with 32 pieces, a grid and 150 points each, six layers deep: as much as the lesson ever moves.
"""

from __future__ import annotations

import os
import statistics
import time

from mnist_lab.figures.folding import SHEET, SINGLE, stack_scene, stack_text
from mnist_lab.figures.folding_network import film_of, film_scene, film_text
from mnist_lab.maths.clouds import cloud
from mnist_lab.maths.folding import folding, seeded
from mnist_lab.network.folding import MOST_FOLDS, Uncrumpling
from mnist_lab.runs.folding import UncrumplingRun
from mnist_lab.runs.pool import Pool
from mnist_lab.ui import digits
from mnist_lab.ui.plane import Doing, payload
from tests.benchmarks.changes import browsing, report
from tests.benchmarks.transforms import IDLE, PAINTS, SECONDS, played
from tests.browser.conftest import open_page, settle

QUERY = "?folding-layers=6&folding-seed=16&folding-beside=one+affine+map"


def sent() -> None:
    """Print what travels to the browser for the largest pictures."""
    for activation in ("relu", "none"):
        shown = folding(seeded(16, 6), activation, cloud("moons", 75))
        for beside in (SHEET, SINGLE):
            size = len(payload(stack_scene(shown, beside), alt=stack_text(shown, beside), doing=Doing()))
            print(f"payload, six layers, {activation}, beside {beside}: {size / 1000:.0f} kB")


def trained() -> None:
    """Print how long a worker takes until the classes are apart, and what the film of it weighs."""
    pool = Pool(digits.digits)
    pool.wait_until_ready(180)
    try:
        for settings in (
            *(Uncrumpling(name) for name in ("moons", "circles", "spirals")),
            Uncrumpling(activation="none"),
            Uncrumpling("spirals", "relu", MOST_FOLDS, 16),
        ):
            began = time.perf_counter()
            run = UncrumplingRun(settings, pool)
            run.wait(120)
            took, now = time.perf_counter() - began, run.moments[-1]
            film = film_of(run.moments)
            size = len(payload(film_scene(film), alt=film_text(film), doing=Doing())) / 1000
            print(f"{settings}: {now.step} steps in {took:.1f} s, {now.accuracy:.1%} right; film {size:.0f} kB")
    finally:
        pool.close()


def watched() -> None:
    """Print frames a second, and milliseconds from Enter in the seed's field to the painted plane."""
    with browsing() as (page, server):
        page.add_init_script(PAINTS)
        open_page(page, server, f"folding{QUERY}")
        page.wait_for_timeout(3000)
        idle = page.evaluate(IDLE, SECONDS)
        frames, longest, cost = played(page)
        print(f"played: {frames} frames a second of {idle:.0f} that this machine gives an idle page now", end=", ")
        print(f"load {os.getloadavg()[0]:.1f}; painting one takes {cost:.1f} ms, longest gap {longest:.0f} ms")
        field = page.get_by_label("Seed: W drawn")

        def change(turn: int) -> float:
            settle(page)
            field.fill(str(100 + turn))
            page.evaluate("""() => {
              const start = () => (window.began = performance.now())
              document.activeElement.addEventListener('keydown', start, { once: true })
              window.drawn = new Promise(done => (window.painted = now => { window.painted = null; done(now) }))
            }""")
            field.press("Enter")
            return float(page.evaluate("window.drawn.then(now => now - window.began)"))

        report(page, server, change, name="from Enter to the painted plane")
        times = statistics.quantiles([change(turn) for turn in range(21, 41)], n=4)
        print(f"twenty more: quartiles {', '.join(f'{value:.0f}' for value in times)} ms")


def main() -> None:
    """Measure and print."""
    sent()
    trained()
    watched()


if __name__ == "__main__":
    main()

"""Uncrumpling the paper ball: a small network is trained in a worker, and each of its planes is watched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from mnist_lab.figures.folding_network import film_of, film_scene, film_text, still_scene
from mnist_lab.maths.clouds import CLOUDS
from mnist_lab.maths.folding import ACTIVATIONS, NONE
from mnist_lab.network.folding import MOST_FOLDS, MOST_SEED, WIDTHS, Uncrumpling, reading
from mnist_lab.network.folding_code import script
from mnist_lab.runs.folding import EVERY, UncrumplingRun
from mnist_lab.ui import audience, cache, clock, press
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.facts import facts
from mnist_lab.ui.plane import Doing, show
from mnist_lab.ui.state import Panel

TICK: Final = 0.3
"""Seconds between two looks at a network that trains."""

START: Final = Uncrumpling()
PRESETS: Final[dict[str, Mapping[str, object]]] = {
    "Moons": {"cloud": "moons"},
    "Circles": {"cloud": "circles", "folds": 1},
    "Spirals": {"cloud": "spirals", "activation": "relu", "width": 16},
    "No activation": {"cloud": "moons", "activation": NONE},
    "Two units are too few": {"cloud": "circles", "width": 2},
}
"""Each of them begins to train at once."""

_RUN: Final = "uncrumple:run"  # in the session
_MEANT: Final = (
    "Crumple two sheets of paper into one ball: a network parts them again, fold by fold. Between two planes the "
    "points go through some units, which fold; two more units lay the result flat, so each picture shows all that the "
    "rest of the network knows of a point. The last unit can only draw a straight line."
)


def section(panel: Panel) -> None:
    """Draw the settings, the button, and the planes of the network as it trains."""
    st.subheader("Uncrumpling the paper ball", anchor=False)
    st.markdown(_MEANT)
    with st.container(key="folding-second"):
        controls, picture = st.columns([1, 2], gap="medium")
    with controls:
        settings = _choose(panel)
        _buttons(panel, settings)
    with picture:
        clock.ticking(lambda: _watch(settings), _cadence)
    code_panel(script(settings, every=EVERY), title="The training, on its own", file_name="uncrumple.py")


def _choose(panel: Panel) -> Uncrumpling:
    name = panel.choice("cloud", "Points of two classes", options=tuple(CLOUDS), default=START.cloud)
    activation = panel.choice("activation", "Activation", options=tuple(ACTIVATIONS), default=START.activation)
    with st.container(key="folding-pair-3"):
        left, middle, right = st.columns(3, gap="small")
    with left:
        folds = panel.slider("folds", "Folds", low=1, high=MOST_FOLDS, default=START.folds)
    with middle:
        width = panel.select("width", "Units a fold", options=WIDTHS, default=START.width)
    with right:
        seed = panel.number("seed", "Seed", low=0, high=MOST_SEED, default=START.seed)
    return Uncrumpling(name, activation, folds, width, seed)


def _buttons(panel: Panel, settings: Uncrumpling) -> None:
    """Draw the button that trains or stops, the presets, which train too, and reset."""
    run = _run()
    going = run is not None and not run.over
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        label, icon, act = (
            ("Stop", ":material/stop:", _stop) if going else ("Train it", ":material/play_arrow:", _begin)
        )
        about = f"{label} {id(run)} {settings}"
        look = {"icon": icon, "type": "primary", "args": (settings,)}
        press.button(label, key="uncrumple-train", about=about, on_click=act, **look)
        panel.reset("Reset network")
    with st.container(key="folding-presets-2", gap="xsmall"):
        st.caption("Try this")
        with st.container(horizontal=True, gap="xsmall"):
            for title, values in PRESETS.items():
                st.button(title, key=panel.key(f"preset-{title}"), on_click=_take, args=(panel, values))


def _watch(settings: Uncrumpling) -> None:
    """Draw the planes as they are now; when training is over, all of it as a film."""
    run = _run()
    over = run is None or run.over
    moments = run.moments if run is not None else ()
    _read_off(run)
    doing = Doing(height=300, seconds=6.0)
    if moments:
        film = film_of(moments) if over else moments[-1:]
        show(film_scene(film), key="uncrumple-planes", alt=film_text(film), doing=doing)
    else:
        alt = f"Two classes of points: {settings.cloud}."
        show(still_scene(settings), key="uncrumple-planes", alt=alt, doing=doing)
    with st.container(key="uncrumple-reading"):
        st.markdown(_words(run, settings))


def _read_off(run: UncrumplingRun | None) -> None:
    """What the last moment so far says; the caption under the planes tells of the moment that is shown."""
    if run is None or not run.moments:
        facts("folding-network", {"trained": "nothing yet"})
        return
    now = run.moments[-1]
    steps = {"steps": str(now.step), "right at last": f"{now.accuracy:.1%}", "loss at last": f"{now.loss:.3f} nats"}
    facts("folding-network", {"trained": _named(run.settings), **steps})


def _words(run: UncrumplingRun | None, settings: Uncrumpling) -> str:
    if run is None:
        return reading(settings, (), over=False)
    if run.message:
        return f":material/hourglass_empty: {run.message}" if not run.over else f":material/error: {run.message}"
    said = reading(run.settings, run.moments, over=run.over)
    return said if run.settings == settings else f"{said} Press **Train it** for the settings beside this."


def _named(settings: Uncrumpling) -> str:
    sizes = " → ".join(map(str, settings.sizes))
    activation = "no activation" if settings.activation == NONE else settings.activation
    return f"{settings.cloud}, {activation}, {sizes}"


def _run() -> UncrumplingRun | None:
    found: UncrumplingRun | None = st.session_state.get(_RUN)
    return found


def _cadence() -> float | None:
    run = _run()
    return None if run is None or run.over else audience.pace() * TICK


def _begin(settings: Uncrumpling) -> None:
    _stop(settings)
    st.session_state[_RUN] = UncrumplingRun(settings, cache.pool())


def _stop(_: Uncrumpling) -> None:
    run = _run()
    if run is not None:
        run.stop()


def _take(panel: Panel, values: Mapping[str, object]) -> None:
    """Set every control, and train."""
    given = {**vars(START), **values}
    panel.put(given)
    _begin(Uncrumpling(**given))

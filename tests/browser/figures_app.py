"""An app for tests: figures of every kind that `ui.plot.show` knows, and what came back from them."""

import numpy as np
import streamlit as st

from mnist_lab.figures import theme
from mnist_lab.figures.film import Film
from mnist_lab.figures.plane import Keys, Layer, Plane
from mnist_lab.figures.plane import Scene as PlaneScene
from mnist_lab.figures.tiles import Scene, Tiles, tiles_figure
from mnist_lab.ui import plane, plot, style

st.set_page_config(layout="wide")
style.apply()
left, right = st.columns(2)


def line() -> None:
    """A line that moves at each tick."""
    tick = st.session_state["tick"] = st.session_state.get("tick", 0) + 1
    figure = theme.blank()
    figure.add_scatter(y=np.roll(np.arange(100, dtype=np.float32), tick), line_color=theme.LOSS)
    told = plot.show(figure, key="line", alt="A line that moves", height=260, clicks=True)
    st.session_state["clicked"] = told or st.session_state.get("clicked")
    st.text(f"tick {tick}")
    st.text(f"line: {st.session_state['clicked']}")


def cells(hovers: bool) -> None:
    """A heat map of 5 rows and 5 columns, counted from the top."""
    figure = theme.blank(yaxis_autorange="reversed")
    figure.add_heatmap(z=np.arange(25, dtype=np.float32).reshape(5, 5), colorscale=theme.SEQUENTIAL)
    told = plot.show(figure, key="cells", alt="25 cells", height=260, clicks=True, hovers=hovers)
    st.text(f"cells: {told}")


def film() -> None:
    """A line in four steps."""
    x = np.linspace(0, 6, 50, dtype=np.float32)
    line = {"type": "scatter", "x": x, "y": np.sin(x), "line": {"color": theme.WEIGHTS}}
    still = {"data": [line], "layout": {"template": theme.TEMPLATE, "yaxis": {"range": [-4, 4]}}}
    shots = [
        {"name": f"amplitude {size}", "data": [{"type": "scatter", "x": x, "y": size * np.sin(x)}], "traces": [0]}
        for size in range(1, 5)
    ]
    wave = Film(still, shots)
    told = plot.show(wave, key="film", alt="A wave that grows", height=240, frames=plot.Playback(0.2, tell=True))
    st.text(f"film: {told}")


def tiles() -> None:
    """Six cells in two rows, then in one."""
    scenes = []
    for columns in (3, 6):
        row, column = np.divmod(np.arange(6), columns)
        look = {"fills": [theme.tint(theme.INPUT, 0.3)] * 6, "role": theme.INPUT, "name": "x"}
        cells = Tiles(column, row, list("012345"), index=np.column_stack([row, column]), **look)
        scenes.append(Scene(f"{columns} in a row", (cells,)))
    told = plot.show(tiles_figure(scenes), key="tiles", alt="Six tiles", clicks=True, frames=plot.Playback(0.6))
    st.text(f"tiles: {told}")


def moving_plane() -> None:
    """Two points of two classes that fold: no map does that, so each frame has their places."""
    places = np.array([[[-2.0, 1], [2, 1]], [[-2, -1], [2, 1]], [[0, -1], [2, 1]]])
    look = {"hover": True, "size": 12}
    dots = Layer(
        "points", "dot", places[0], [theme.INPUT, theme.LOSS], "fold", classes=np.array([0, 1]), labels="AB", look=look
    )
    captions = [f"frame {frame}" for frame in range(41)]
    folded = PlaneScene((Plane("folding", (dots,)),), {"fold": Keys(places, (0, 20, 40))}, captions, (0, 20, 40))
    plane.show(folded, key="plane", alt="Two points that fold", doing=plane.Doing(height=300))


with left:
    ticking = st.toggle("Tick")
    st.fragment(line, run_every=0.2 if ticking else None)()
with right:
    cells(st.toggle("Hovers"))
    if not st.toggle("No film"):
        film()
    if st.toggle("Tiles"):
        tiles()
    if st.toggle("Plane"):
        moving_plane()
with st.container(key="footer"):
    st.caption("end")

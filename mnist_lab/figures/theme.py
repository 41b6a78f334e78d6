"""Every colour and every margin of every figure.

One colour per role, in every lesson, so that a learner who has met W once knows it everywhere. A role is one hex
colour, the one for a light page; `DARK` holds its twin for a dark page. Figures are built with the light colours, and
the browser exchanges them when the viewer switches (`ui/plot.js`), so a figure need not be built twice.

Each role also has a letter, because colour is never the only cue.
"""

from typing import Final

import plotly.graph_objects as go
import plotly.io as pio

INPUT: Final = "#0072b2"  # x, blue
WEIGHTS: Final = "#b97f00"  # W, orange
BIAS: Final = "#7b2cbf"  # b, purple
OUTPUT: Final = "#00805e"  # y_pred, green
TRUTH: Final = "#3b4350"  # y_true, grey-black
LOSS: Final = "#c4221c"  # loss and error, vermilion

LETTERS: Final = {INPUT: "x", WEIGHTS: "W", BIAS: "b", OUTPUT: "ŷ", TRUTH: "y", LOSS: "L"}

ROLES: Final = {
    "input": INPUT,
    "weights": WEIGHTS,
    "bias": BIAS,
    "output": OUTPUT,
    "truth": TRUTH,
    "loss": LOSS,
}

CATEGORICAL: Final = (
    *("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"),
    *("#56b4e9", "#882255", "#44aa99", "#999933", "#aa4499"),
)
"""Ten colours that stay apart for colour-blind readers (after Okabe and Ito, and Tol); the same as in config.toml."""

SEQUENTIAL: Final = ((0.0, "#f7fbff"), (0.25, "#bcd7eb"), (0.5, "#6baed6"), (0.75, "#2171b5"), (1.0, "#08306b"))
"""Magnitudes: nothing has the colour of the page, much stands out from it."""

DIVERGING: Final = ((0.0, "#b2182b"), (0.25, "#f4a582"), (0.5, "#f7f7f7"), (0.75, "#92c5de"), (1.0, "#2166ac"))
"""Signed values: red below zero, blue above. Give `zmid=0` with it, so that zero has the colour of the page."""

INK: Final = ((0.0, "#000000"), (1.0, "#ffffff"))
"""Pixels of a digit as MNIST has them: 0 black, 1 white."""


def grey(opacity: float) -> str:
    """Return the grey that is readable on a light and on a dark page, laid over it so strongly: 0 nothing, 1 all of it.

    Examples
    --------
    >>> grey(0.5)
    'rgba(128,136,148,0.5)'
    """
    return f"rgba(128,136,148,{opacity:g})"


FAINT: Final = grey(0.28)  # grid lines and outlines
CLEAR: Final = "rgba(0,0,0,0)"

DARK: Final = {
    **{INPUT: "#5ab4f0", WEIGHTS: "#f0b03f", BIAS: "#b57bff", OUTPUT: "#3fd0a4", TRUTH: "#cfd6e0", LOSS: "#ff7b5c"},
    **{"#d55e00": "#ff8d40", "#009e73": "#2cc79a", "#882255": "#c9587f", "#aa4499": "#d07ac4"},
    **{"#f7fbff": "#17202b", "#bcd7eb": "#1f4c73", "#6baed6": "#3a86c0", "#2171b5": "#8cc4ea", "#08306b": "#eaf5fd"},
    **{"#b2182b": "#ff7a6b", "#f4a582": "#9c4237", "#f7f7f7": "#1c222a", "#92c5de": "#2f6a9e", "#2166ac": "#7cc0ff"},
}
"""Twins for a dark page of the colours above: roles, four of the ten, both scales."""

SECONDS: Final = 0.9
"""How long one animated step lasts, everywhere."""


_AXIS = {"gridcolor": FAINT, "linecolor": FAINT, "zerolinecolor": FAINT, "ticks": "", "automargin": True}

TEMPLATE: Final = "mnist_lab"
"""Name of the look of every figure: no boxes, faint grid, small margins, the page's own background."""

pio.templates[TEMPLATE] = go.layout.Template(
    layout={
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "colorway": list(CATEGORICAL),
        "colorscale": {"sequential": SEQUENTIAL, "diverging": DIVERGING},
        "font": {"size": 14},
        "margin": {"l": 48, "r": 16, "t": 32, "b": 40},
        "hoverlabel": {"font": {"size": 13}},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "xaxis": _AXIS,
        "yaxis": _AXIS,
    }
)
pio.templates.default = TEMPLATE


def tint(colour: str, strength: float) -> str:
    """Return a colour laid over the page so thinly that the page's own text stays readable on it, light or dark.

    Parameters
    ----------
    colour : str
        One of the colours above, "#rrggbb".
    strength : float
        0 nothing, 1 the full colour; up to about 0.5 text stays readable.

    Examples
    --------
    >>> tint(INPUT, 0.25)
    'rgba(0,114,178,0.25)'
    """
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{strength:g})"


def blank(**layout: object) -> go.Figure:
    """Return an empty figure in the house style; `layout` is added to its layout."""
    return go.Figure(layout={"template": TEMPLATE, **layout})

"""Two parts of the lesson on descent with real numbers: mini-batches, and the landscape around a network's weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from mnist_lab.digits.dataset import Digits
from mnist_lab.figures import landscape as landscape_figures
from mnist_lab.figures import minibatches as figures
from mnist_lab.maths.descent_words import number
from mnist_lab.maths.gradients import REACH
from mnist_lab.maths.minibatches import (
    EXAMPLES,
    SIZES,
    Fit,
    Noise,
    Problem,
    cost_sentence,
    fit,
    fit_code,
    noise,
    size_name,
    with_products,
)
from mnist_lab.maths.timing import ONE_AT_A_TIME, duration
from mnist_lab.network import minibatches as real
from mnist_lab.network.landscape import trainings
from mnist_lab.network.landscape_words import TITLES, reading, when
from mnist_lab.network.weights import Array
from mnist_lab.ui import digits, frame, wishes
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.descent import plain, sign, speed
from mnist_lab.ui.plot import show
from mnist_lab.ui.state import Panel

_FITS: Final = {"line": "a line", "logistic": "1 or 7", "network": "the network"}
_FIT_RATES: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
_NET_RATES: Final = (0.01, 0.02, 0.05, 0.1)
BATCHES: Final[Mapping[str, Mapping[str, object]]] = {
    "Noise that stays": {"fit": "a line", "fitrate": 0.2, "epochs": 5},
    "A short step": {"fit": "1 or 7", "fitrate": 0.05, "epochs": 5},
    "The network": {"fit": "the network", "netrate": 0.05, "netepochs": 1},
}
LANDSCAPES: Final[Mapping[str, Mapping[str, object]]] = {
    "The first step": {"training": TITLES["rmsprop"], "moment": when(0), "span": "wide"},
    "A gorge": {"training": TITLES["rmsprop"], "moment": when(10), "span": "near"},
    "Too short to see": {"training": TITLES["sgd"], "moment": when(2345), "span": "wide"},
}


# ------------------------------------------------------------------------------------------------------ mini-batches


def batched(panel: Panel) -> None:
    """Draw what mini-batches do: to two small fits on real numbers, or to the network."""
    controls, picture = frame.sides()
    with controls:
        names = {label: name for name, label in _FITS.items()}
        name = names[panel.choice("fit", "A real loss", options=tuple(names), default=_FITS["line"])]
        code = _network(panel, picture) if name == "network" else _small(panel, name, picture)
        panel.examples(BATCHES)
    code_panel(code)


def _small(panel: Panel, name: str, picture: DeltaGenerator) -> str:
    """Draw a fit of two weights; returns its code."""
    st.caption(real.WORDS[name])
    look = {"step": 0.1, "format": "%.2f"}
    with st.container(horizontal=True, gap="small"):
        w = panel.number("fitw", "Start w", low=-REACH, high=REACH, default=-2.0, **look)
        b = panel.number("fitb", "Start b", low=-REACH, high=REACH, default=2.0, **look)
    rate = panel.scale("fitrate", "Learning rate", options=_FIT_RATES, default=0.1)
    with st.container(horizontal=True, gap="small"):
        epochs = panel.number("epochs", "Epochs", low=1, high=10, default=3, width=110)
        playback = speed(panel)
    problem = _problem(name, digits.digits())
    fits = [_fitted(problem, (w, b), size, rate, epochs) for size in SIZES]
    found = _noise_of_fit(problem, (w, b))
    with picture:
        left, right = st.columns(2, gap="small")
        with left:
            drawn = figures.paths_figure(problem, fits)
            told = show(
                drawn, key="descent-batches", alt=figures.paths_text(problem, fits), clicks=True, frames=playback
            )
        _noise_and_table(found, fits, right)
    if told is not None and told.kind == "click":
        place = (told.x, told.y)
        if all(isinstance(part, int | float) and abs(part) <= REACH for part in place):
            wishes.wish({key: round(float(part), 2) for key, part in zip(("fitw", "fitb"), place, strict=True)})
    return fit_code(problem, real.CODE[name], (w, b), rate=rate, epochs=epochs)


def _network(panel: Panel, picture: DeltaGenerator) -> str:
    """Draw the network's training; returns its code."""
    st.caption(f"The notebook's network, 784-512-10, by plain descent on {EXAMPLES} training digits, from the start.")
    rate = panel.scale("netrate", "Learning rate", options=_NET_RATES, default=0.05)
    epochs = panel.number("netepochs", "Epochs", low=1, high=3, default=1)
    known = digits.digits()
    with picture:
        with st.spinner("Training with four batch sizes, about 2 s …"):
            fits = [_trained(known, size, rate, epochs) for size in SIZES]
            found = _noise_of_network(known)
        left, right = st.columns(2, gap="small")
        with left:
            show(figures.training_figure(fits), key="descent-training", alt=figures.training_text(fits))
        _noise_and_table(found, fits, right)
    return real.training_code(rate, epochs)


def _noise_and_table(found: Noise, fits: Sequence[Fit], right: DeltaGenerator) -> None:
    with right:
        show(figures.noise_figure(found), key="descent-noise", alt=figures.noise_text(found))
    with st.container(key="descent-said-batches", gap="xsmall"):
        st.markdown(plain(f"{found.sentence} {cost_sentence(fits)}"))
        titles = ("batch", "updates an epoch", "time of an epoch", "way walked, and how far it led", "last loss")
        head = f"<tr>{''.join(f'<th>{title}</th>' for title in titles)}</tr>"
        rows = [
            f"<tr><td>{sign(mark, colour)} <b>{size_name(one.size)}</b></td><td>{one.updates}</td>"
            f"<td>{duration(one.seconds)}</td><td>{number(one.walked, 3)}, {number(one.away, 3)}</td>"
            f"<td>{number(one.losses[-1], 3)}</td></tr>"
            for one, mark, colour in zip(fits, figures.SIGNS, figures.COLOURS, strict=True)
        ]
        st.html(f'<table class="lab-ledger">{head}{"".join(rows)}</table>')


@lru_cache(maxsize=8)
def _problem(name: str, known: Digits) -> Problem:
    return real.problem(name, known.train_images, known.train_labels)


@lru_cache(maxsize=64)
def _fitted(problem: Problem, start: tuple[float, float], size: int, rate: float, epochs: int) -> Fit:
    with ONE_AT_A_TIME:
        return fit(problem, start, size, rate=rate, epochs=epochs)


@lru_cache(maxsize=32)
def _noise_of_fit(problem: Problem, start: tuple[float, float]) -> Noise:
    return noise(problem.gradients(np.array(start)))


@lru_cache(maxsize=32)
def _trained(known: Digits, size: int, rate: float, epochs: int) -> Fit:
    with ONE_AT_A_TIME:
        return real.train(*_some(known), size, rate=rate, epochs=epochs)


@lru_cache(maxsize=2)
def _noise_of_network(known: Digits) -> Noise:
    return noise(with_products(real.gram(real.fresh(), *_some(known))))


def _some(known: Digits) -> tuple[Array, NDArray[np.uint8]]:
    x = known.train_images[:EXAMPLES].reshape(-1, 784).astype(np.float32) / np.float32(255)
    return x, known.train_labels[:EXAMPLES]


# -------------------------------------------------------------------------------------------------- the real landscape


def landscape(panel: Panel) -> None:
    """Draw the loss of the network along straight lines through its weights."""
    controls, picture = frame.sides()
    with controls:
        kinds = {title: kind for kind, title in TITLES.items()}
        kind = kinds[panel.select("training", "Training", options=tuple(kinds), default=TITLES["rmsprop"])]
        moments = tuple(when(moment.batch) for moment in trainings()[kind])
        moment = panel.scale("moment", "Moment of the training", options=moments, default=moments[0])
        span = panel.choice("span", "How far to look", options=tuple(landscape_figures.SPANS), default="wide")
        st.caption(
            "784-512-10 on all 60,000 digits of MNIST. Distance: the length of a way through its 407,050 weights."
        )
        panel.examples(LANDSCAPES)
    seen = reading(kind, moments.index(moment))
    with picture:
        show(
            landscape_figures.landscape_figure(seen, span),
            key="descent-landscape",
            alt=landscape_figures.landscape_text(seen),
        )
        with st.container(key="descent-said-landscape", gap="xsmall"):
            st.markdown(plain(seen.sentence))
    code_panel(seen.code)

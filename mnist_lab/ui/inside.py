"""What all parts of the lesson "inside" share: the choice of a digit and a network, caches."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st

from mnist_lab.digits import paper
from mnist_lab.digits.dataset import Digits
from mnist_lab.digits.distortions import KINDS
from mnist_lab.digits.normalise import normalise_strokes
from mnist_lab.digits.strokes import StrokesError
from mnist_lab.network.insight import Insight, hidden_values, insight
from mnist_lab.network.mistakes import Exam
from mnist_lab.network.mistakes import exam as take_exam
from mnist_lab.network.reading import Reader
from mnist_lab.network.robustness import average
from mnist_lab.network.space import SEARCHED, Space, before_training
from mnist_lab.network.space import space as find_space
from mnist_lab.network.subject import Subject, drawing, of_test_set
from mnist_lab.network.weights import Array, Weights
from mnist_lab.network.wording import WORDS, percent
from mnist_lab.ui import canvas, digits, readers
from mnist_lab.ui.state import Panel

SOURCES = ("test set", "a mistake", "my drawing")
TEST, MISTAKE, DRAWING = SOURCES

_PRESETS: dict[str, Mapping[str, object]] = {
    "Why the worst mistake?": {"part": "Why", "source": MISTAKE, "mistake": 1},
    "Turn it": {"part": "Robustness", "kind": "turned clockwise"},
    "Half the units": {"part": "Break it", "share": 50, "bits": "float32", "noise": 0.0},
    "Two bits": {"part": "Break it", "share": 0, "bits": "2", "noise": 0.0},
}

_MOST = 10_000
_STYLE = """<style>
.st-key-inside-presets button { min-height: 1.8rem; padding: .05rem .55rem; }
.st-key-inside-presets button p { font-size: .85rem; }
.st-key-inside-digit p { font-size: .95rem; line-height: 1.35; margin: 0; }
.st-key-inside-digit img { border-radius: .3rem; image-rendering: pixelated; }
.st-key-inside-reading p { font-size: .95rem; line-height: 1.35; margin: 0; }
.st-key-inside-softmax table { font-size: .88rem; font-variant-numeric: tabular-nums; margin: 0; }
.st-key-inside-softmax :is(td, th) { line-height: 1.3; padding: .1rem .7rem !important;
  border-width: 0 0 1px !important; }
.st-key-inside-fields { gap: .45rem; }
[data-testid="stLayoutWrapper"]:has(> .st-key-inside-parts) { margin-top: -.4rem; }
@media (max-width: 640px) {
  .st-key-sides > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"]
    { flex-direction: column-reverse; }
  .st-key-inside-softmax :is(td, th) { padding: .1rem .3rem !important; }
  .st-key-inside-softmax table { font-size: .78rem; }
}
</style>"""


def style() -> None:
    """Put the style of this lesson into the page."""
    st.html(_STYLE)


def presets() -> dict[str, Mapping[str, object]]:
    """Return the examples; which digits are seven depends on the digits in use."""
    seven = digits.digits().test_labels.tolist().index(7)
    return {"The first 7": {"part": "Forward pass", "source": TEST, "nth": seven}, **_PRESETS}


def choose(panel: Panel) -> Insight:
    """Draw the choice of a network and of a digit, and the answer; returns the forward pass."""
    with st.container(key="inside-choice", gap="xsmall"):
        source = panel.choice("source", "Digit", options=SOURCES, default=TEST)
        number, network = st.columns(2, gap="small")
        with network:
            reader = readers.reader()
        with number:
            subject = _subject(panel, source, reader)
    seen = insight(reader, subject)
    _answer(seen)
    return seen


def _subject(panel: Panel, source: str, reader: Reader) -> Subject:
    known = digits.digits()
    if source == DRAWING:
        image = _drawn()
        if image is not None:
            return drawing(image)
        st.caption("There is no drawing yet: test digit 0 instead.")
        st.page_link("pages/draw.py", label="Draw a digit", icon=":material/draw:")
        return of_test_set(known.test_images, known.test_labels, 0)
    st.query_params.pop(canvas.URL, None)
    if source == MISTAKE:
        wrong = exam(reader).wrong
        if len(wrong):
            label = f"Worst first, of {len(wrong):,}"
            place = panel.number("mistake", label, low=1, high=_MOST, default=1)
            return of_test_set(known.test_images, known.test_labels, int(wrong[(place - 1) % len(wrong)]))
        st.info("This network makes no mistake on the test digits.", icon=":material/check:")
    last = len(known.test_images) - 1
    number = panel.number("nth", f"Number, 0 to {last:,}", low=0, high=last, default=0)
    return of_test_set(known.test_images, known.test_labels, number)


def _drawn() -> Array | None:
    """The visitor's last drawing; in a new session the one in the link. The link holds it as long as it is shown."""
    image, strokes = canvas.last_drawing(), canvas.strokes_now()
    if image is None:
        try:
            strokes = paper.from_text(st.query_params.get(canvas.URL) or "")
        except StrokesError:
            return None
        if not strokes:
            return None
        image = normalise_strokes(strokes).image
        canvas.remember(image)
    text = paper.to_text(strokes) if strokes else ""
    same = bool(text) and len(text) <= canvas.LONGEST_LINK and np.array_equal(normalise_strokes(strokes).image, image)
    if same and st.query_params.get(canvas.URL) != text:
        st.query_params[canvas.URL] = text
    return image


def _answer(seen: Insight) -> None:
    """Draw the digit, small, with the answer beside it."""
    subject, p = seen.subject, seen.probabilities
    said = f"It reads **{WORDS[seen.top]}** ({percent(float(p[seen.top]))}), then {WORDS[seen.second]}"
    if subject.label is None:
        verdict = "What you meant, you know."
    else:
        right = subject.label == seen.top
        icon = ":material/check_circle: right" if right else ":material/cancel: wrong"
        verdict = f"The label is {WORDS[subject.label]}: {icon}."
    with st.container(key="inside-digit"):
        small, words = st.columns([3, 7], gap="small", vertical_alignment="center")
    with small:
        pixels = np.rint(subject.image * 255).astype(np.uint8)
        st.image(
            np.kron(pixels, np.ones((4, 4), np.uint8)), width=92, alt=f"{subject.name.capitalize()}, 28 × 28 pixels"
        )
    with words:
        st.markdown(f":small[{subject.name}]  \n{said} ({_second(float(p[seen.second]))}). {verdict}")


def _second(share: float) -> str:
    return percent(share) if share >= 0.0005 else "< 0.1\u202f%"


# ---------------------------------------------------------------------------------------- computed once for everybody


class Same:
    """A network as the key of a cache: equal to itself only, and held, so that no other gets its identity."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    @property
    def weights(self) -> Weights:
        """Those of the network."""
        return self.reader.weights

    def __hash__(self) -> int:
        return id(self.reader.weights)

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Same) and other.reader.weights is self.reader.weights


def exam(reader: Reader) -> Exam:
    """The network's answers to the whole test set."""
    return _exam(Same(reader), digits.digits())


def averages(reader: Reader) -> dict[str, Array]:
    """The mean probability of the truth under each kind of distortion."""
    return _averages(Same(reader), digits.digits())


def hidden(reader: Reader, layer: int, *, train: bool) -> Array:
    """(n, units): what a hidden layer hands on for the test digits, or for the training digits that are searched."""
    return _hidden(Same(reader), digits.digits(), layer, train)


def space(reader: Reader) -> Space:
    """The two widest directions of the network's last hidden layer."""
    return _space(Same(reader), digits.digits())


def untrained(reader: Reader) -> Reader:
    """The same shape of network before training; always the same one, so that what it costs is paid once."""
    return _untrained(Same(reader))


@lru_cache(maxsize=8)
def _untrained(key: Same) -> Reader:
    return before_training(key.reader)


@lru_cache(maxsize=8)
def _exam(key: Same, known: Digits) -> Exam:
    return take_exam(key.reader, known.test_images, known.test_labels)


@lru_cache(maxsize=8)
def _averages(key: Same, known: Digits) -> dict[str, Array]:
    return {kind: average(key.reader, known.test_images, known.test_labels, kind) for kind in KINDS}


@lru_cache(maxsize=4)
def _hidden(key: Same, known: Digits, layer: int, train: bool) -> Array:
    images = known.train_images[:SEARCHED] if train else known.test_images
    return hidden_values(key.weights, images, layer)


@lru_cache(maxsize=8)
def _space(key: Same, known: Digits) -> Space:
    return find_space(key.weights, known.test_images, known.test_labels)

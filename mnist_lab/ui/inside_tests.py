"""The network put to the test: its mistakes, what it bears, what breaks it, and the space of its hidden layer."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_lab.digits.distortions import KINDS
from mnist_lab.figures.inside_damage import damage_figure, damage_text
from mnist_lab.figures.inside_mistakes import CELLS_TRACE, confusion_figure, confusion_text
from mnist_lab.figures.inside_robustness import (
    STRIP,
    TRACES_A_KIND,
    robustness_figure,
    robustness_text,
    strip,
    strip_text,
)
from mnist_lab.figures.inside_space import DIGITS_TRACE, space_figure, space_text
from mnist_lab.figures.inside_unit import wall_figure
from mnist_lab.network.damage import Damage, broken
from mnist_lab.network.insight import Insight, insight
from mnist_lab.network.mistakes import Exam
from mnist_lab.network.robustness import robustness
from mnist_lab.network.space import Space, neighbours
from mnist_lab.network.weights import Array
from mnist_lab.network.wording import WORDS
from mnist_lab.ui import digits, inside, wishes
from mnist_lab.ui.inside_forward import take_digit
from mnist_lab.ui.plot import PlotEvent, show
from mnist_lab.ui.state import Panel

LISTS = ("worst", "most doubtful", "one cell")
ON_WALL, COLUMNS = 30, 6
_NOISE = "Gaussian, in standard deviations of each layer's weights."
BITS = ("float32", "16", "12", "8", "6", "5", "4", "3", "2")
WORDS_OF_KINDS = {words: kind for kind, (_, _, words) in KINDS.items()}


def mistakes(panel: Panel, seen: Insight, *, fields: DeltaGenerator, picture: DeltaGenerator) -> str:
    """Draw the confusion matrix and a wall of digits; returns the code."""
    result, known = inside.exam(seen.reader), digits.digits()
    with fields:
        which = panel.choice("list", "Show the digits", options=LISTS, default=LISTS[0])
        cell: tuple[int, int] | None = None
        if which == LISTS[2]:
            with st.container(horizontal=True, gap="small"):
                ten = tuple(range(10))
                label = panel.select("label", "Label", options=ten, default=4, width=110)
                answer = panel.select("answer", "Answer", options=ten, default=9, width=110)
                cell = (label, answer)
    numbers, words = _listed(result, which, cell)
    with picture:
        with st.container(key="inside-reading"):
            st.markdown(result.sentence)
        matrix, wall = st.columns([6, 5], gap="small")
        with matrix:
            told = show(confusion_figure(result, cell), key="inside-confusion", alt=confusion_text(result), clicks=True)
        with wall:
            st.markdown(f"**{words}**")
            clicked = _wall(result, numbers, known.test_images)
    if told is not None and told.kind == "click" and told.trace == CELLS_TRACE:
        _open_cell(told)
    take_digit(clicked, numbers)
    return result.code


def _listed(result: Exam, which: str, cell: tuple[int, int] | None) -> tuple[list[int], str]:
    """The numbers of the digits on the wall, and what they are."""
    if which == LISTS[0]:
        found, words = result.wrong, "Worst mistakes: the largest loss first"
    elif which == LISTS[1]:
        found, words = result.doubtful, "Most doubtful: first and second guess close together"
    else:
        label, answer = cell or (0, 0)
        found = result.cell(label, answer)
        words = f"{WORDS[label].capitalize()} read as {WORDS[answer]}: {len(found):,}"
    return found[:ON_WALL].tolist(), words


def _wall(
    result: Exam, numbers: list[int], images: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
) -> PlotEvent | None:
    if not numbers:
        st.caption("There are none.")
        return None
    right = [bool(result.answers[n] == result.labels[n]) for n in numbers]
    words = [
        f"✓ {result.answers[n]}" if good else f"{result.labels[n]}→{result.answers[n]}"
        for n, good in zip(numbers, right, strict=True)
    ]
    told = ", ".join(f"number {n}: a {result.labels[n]} read as {result.answers[n]}" for n in numbers[:8])
    figure = wall_figure(
        images[numbers], words, height=66 * -(-len(numbers) // COLUMNS) + 4, right=right, columns=COLUMNS
    )
    clicked = show(figure, key="inside-wall", alt=f"{len(numbers)} digits; {told}.", clicks=True)
    st.caption("Label → answer. Click a digit to look into it.")
    return clicked


def _open_cell(told: PlotEvent) -> None:
    place = told.index
    if isinstance(place, tuple) and len(place) == 2 and all(0 <= number < 10 for number in place):
        wishes.wish({"list": LISTS[2], "label": place[0], "answer": place[1]})


def robust(panel: Panel, seen: Insight, *, fields: DeltaGenerator, picture: DeltaGenerator) -> str:
    """Draw six curves of this digit against the average, and a strip of the chosen kind; returns the code."""
    with fields:
        words = panel.select("kind", "Look at", options=tuple(WORDS_OF_KINDS), default="turned clockwise")
    found = robustness(seen, inside.averages(seen.reader), WORDS_OF_KINDS[words])
    with picture:
        with st.container(key="inside-reading"):
            st.markdown(found.sentence)
        told = show(robustness_figure(found), key="inside-curves", alt=robustness_text(found), clicks=True)
        images, names, right = strip(found)
        figure = wall_figure(images, names, height=118, right=right, columns=STRIP)
        show(figure, key="inside-strip", alt=strip_text(found))
    if told is not None and told.kind == "click" and 0 <= told.trace < TRACES_A_KIND * len(KINDS):
        wishes.wish({"kind": tuple(WORDS_OF_KINDS)[told.trace // TRACES_A_KIND]})
    return found.code


def break_it(panel: Panel, seen: Insight, *, fields: DeltaGenerator, picture: DeltaGenerator) -> str:
    """Draw what a damage does to the test set and to this digit; returns the code."""
    with fields:
        damage = _damage(panel, len(seen.hidden[0]))
    known, whole = digits.digits(), inside.exam(seen.reader).answers
    found = broken(seen, damage, known.test_images, known.test_labels, whole)
    with picture:
        with st.container(key="inside-reading"):
            st.markdown(found.sentence)
        with st.container(horizontal=True, gap="large"):
            st.metric("Test accuracy, whole", f"{found.before:.2%}", width="content")
            points = f"{100 * (found.after - found.before):+.2f} points"
            st.metric("damaged", f"{found.after:.2%}", None if damage.none else points, width="content")
            answers = f"{found.p_before.argmax()} → {found.p_after.argmax()}"
            st.metric("This digit's answer", answers, width="content")
        show(damage_figure(found), key="inside-damage", alt=damage_text(found))
    return found.code


def _damage(panel: Panel, units: int) -> Damage:
    """Draw the controls of the damage."""
    units_side, noise_side = st.columns(2, gap="small")
    with units_side:
        share = panel.slider("share", "Silent units, %", low=0, high=100, default=0)
    with noise_side:
        noise = panel.slider("noise", "Noise on W", low=0.0, high=3.0, default=0.0, step=0.1, help=_NOISE)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        bits = panel.select("bits", "Bits a weight", options=BITS, default=BITS[0], width=110)
        seed = panel.number("seed", "Seed", low=0, high=999, default=0, width=110)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        biases = panel.toggle("biases", "Keep the biases", default=True)
        one = panel.toggle("one", "Silence one unit", default=False)
    unit = None
    if one:
        unit = panel.number("silent", f"Unit, 0 to {units - 1}", low=0, high=1023, default=0) % units
    kept = None if bits == BITS[0] else int(bits)
    return Damage(unit=unit, share=share / 100, noise=noise, bits=kept, biases=biases, seed=seed)


def in_space(panel: Panel, seen: Insight, *, fields: DeltaGenerator, picture: DeltaGenerator) -> str:
    """Draw the hidden layer as a space, before or after training, and the nearest training digits; returns the code."""
    with fields:
        when = panel.choice(
            "when", "The network", options=("after training", "before training"), default="after training"
        )
        if when == "before training":
            st.caption("Before: a network of the same shape with the random weights that Keras begins with.")
            seen = insight(inside.untrained(seen.reader), seen.subject)
    known = digits.digits()
    found, here = inside.space(seen.reader), seen.hidden[-1]
    near = neighbours(seen, inside.hidden(seen.reader, len(seen.hidden) - 1, train=True), known.train_labels)
    with picture:
        with st.container(key="inside-reading"):
            st.markdown(
                f"Each of the {len(found.labels)} numerals is a test digit in the space of {len(here)} hidden units, "
                f"seen along its two widest directions ({found.share:.0%} of the variance); the star is the digit on "
                f"screen. {near.sentence}"
            )
        st.fragment(_map)(found, found.place(here))
        words = [f"{label}: {far:.1f}" for label, far in zip(near.labels, near.distances, strict=True)]
        right = [bool(label == seen.truth) for label in near.labels]
        figure = wall_figure(known.train_images[near.numbers], words, height=104, right=right)
        show(figure, key="inside-near", alt=f"The nearest training digits, label and distance: {', '.join(words)}.")
        st.caption("The nearest training digits in that space: label and distance. Click a numeral to look at it.")
    return near.code


def _map(found: Space, place: Array) -> None:
    """Draw the space, and the digit that the pointer is on; runs by itself, so that the pointer need not wait."""
    whole, pointed = st.columns([7, 1], gap="small")
    with whole:
        figure, said = space_figure(found, place), space_text(found, place)
        told = show(figure, key="inside-space", alt=said, clicks=True, hovers=True)
    number = told.customdata if told is not None and told.kind in ("click", "hover") else None
    if told is None or told.trace != DIGITS_TRACE or not isinstance(number, int) or not 0 <= number < len(found.labels):
        return
    if told.kind == "click":
        wishes.wish({"source": inside.TEST, "nth": number}, scope="app")
    with pointed:
        label = int(found.labels[number])
        st.image(digits.digits().test_images[number], width=72, alt=f"Test digit {number}, a {label}")
        st.caption(f"{number}: a {label}")

"""The figures of "inside", read back: where units lie, which edges are drawn, that bars add up, counts, words."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.digits.dataset import SAMPLE, Digits, load
from mnist_lab.digits.distortions import KINDS
from mnist_lab.figures.inside import HEIGHT, MOST_EDGES, UNITS_TRACE, WIDTH, forward_figure, forward_text, grids
from mnist_lab.figures.inside_damage import damage_figure, damage_text
from mnist_lab.figures.inside_mistakes import confusion_figure, confusion_text
from mnist_lab.figures.inside_robustness import robustness_figure, robustness_text, strip, strip_text
from mnist_lab.figures.inside_space import space_figure, space_text
from mnist_lab.figures.inside_unit import unit_figure, unit_text, wall_figure
from mnist_lab.figures.inside_why import MOST, pixels_figure, pixels_text, unit_steps, units_figure, units_text
from mnist_lab.figures.tiles import NOTHING
from mnist_lab.network.damage import Damage, broken
from mnist_lab.network.evidence import evidence
from mnist_lab.network.insight import Insight, insight, unit
from mnist_lab.network.mistakes import exam
from mnist_lab.network.reading import Reader, shipped
from mnist_lab.network.robustness import average, neutral, robustness
from mnist_lab.network.space import space
from mnist_lab.network.subject import of_test_set
from tests.networks import network


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Digits:
    monkeypatch.setenv("MNIST_LAB_DATA", str(SAMPLE))
    return load()


@pytest.fixture
def seen(known: Digits) -> Insight:
    return insight(shipped(), of_test_set(known.test_images, known.test_labels, 3))


@settings(max_examples=40, deadline=None)
@given(sizes=st.lists(st.integers(1, 1024), min_size=1, max_size=2).map(tuple))
def test_every_unit_has_a_place_of_its_own_inside_the_picture(sizes: tuple[int, ...]) -> None:
    laid = grids(sizes)
    for grid in laid:
        places = {grid.middle(number) for number in range(grid.units)}
        assert len(places) == grid.units
        assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in places)
    for left, right in pairwise(laid):
        assert left.x + left.columns * left.cell < right.x


def test_only_the_edges_of_the_chosen_unit_are_drawn(seen: Insight) -> None:
    chosen = unit(seen, int(seen.hidden[0].argmax()))
    figure = forward_figure(seen, chosen)
    middle = grids((512,))[0].middle(chosen.number)
    lines = [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "lines"][
        :-1
    ]  # the last is the ring
    points = np.concatenate([np.stack([trace.x, trace.y], axis=1).reshape(-1, 3, 2) for trace in lines])
    ends = points[:, :2]  # each edge: start, end, a gap
    at_unit = np.isclose(ends, middle, atol=0.01).all(axis=2)
    assert at_unit.sum() == len(ends) and at_unit.any(axis=1).all()
    incoming = at_unit[:, 1].sum()
    assert incoming == min(MOST_EDGES, np.count_nonzero(chosen.products))
    assert len(ends) - incoming == np.count_nonzero(chosen.outgoing)
    for start in ends[at_unit[:, 1]][:, 0]:  # each begins in a pixel with ink
        assert seen.subject.image[int((start[1] - 4) // 6), int(start[0] // 6)] > 0
    units = figure.data[UNITS_TRACE]
    np.testing.assert_array_equal(np.ravel(units.z)[:512], seen.hidden[0])
    np.testing.assert_array_equal(np.reshape(units.customdata, (-1, 2))[:512, 1], np.arange(512))
    row, column = divmod(chosen.number, 23)  # 23 columns: the edges meet in the very cell of the heat map
    assert middle == pytest.approx((units.x0 + column * units.dx, units.y0 + row * units.dy))
    bars = next(trace for trace in figure.data if trace.type == "bar")
    np.testing.assert_allclose(np.asarray(bars.x) / 44, seen.probabilities, atol=1e-6)
    assert str(chosen.number) in forward_text(seen, chosen)
    shares = next(figure.select_traces({"mode": "text", "textposition": "middle right"}))
    assert all(shares.text)  # an empty text would not come back in the browser when the next digit needs it
    longest = 48  # pixels of "> 99.9 %"; a figure is 358 wide on a phone of 390
    assert (WIDTH - max(shares.x)) * 358 / WIDTH > longest


def test_a_unit_of_signed_activations_and_one_that_is_silent(known: Digits) -> None:
    reader = Reader("tanh", network((4, 1), "tanh"), "", "")
    seen = insight(reader, of_test_set(known.test_images, known.test_labels, 0))
    figure = forward_figure(seen, unit(seen, 0, layer=1))
    assert figure.data[UNITS_TRACE].zmin == -figure.data[UNITS_TRACE].zmax
    blank = insight(shipped(), of_test_set(np.zeros((1, 28, 28), np.uint8), known.test_labels, 0))
    silent = unit(blank, 0)
    assert len(forward_figure(blank, silent).data) == len(figure.data) - 1  # one hidden layer less
    assert np.isfinite(unit_figure(silent).data[1].zmax)


def test_the_unit_as_pictures(seen: Insight) -> None:
    one = unit(seen, 9)
    weights, products, bars = unit_figure(one).data
    np.testing.assert_array_equal(np.ravel(weights.z), one.weights)
    np.testing.assert_array_equal(np.ravel(products.z), one.products)
    np.testing.assert_array_equal(bars.x, one.outgoing)
    assert weights.zmin == -weights.zmax
    assert "Unit 9" in unit_text(one)


def test_each_bar_begins_where_the_one_before_ended_and_the_last_is_their_sum(seen: Insight) -> None:
    found = evidence(seen, seen.second)
    for bars in (pixels_figure(found).data[1], units_figure(found).data[0]):
        base, length = np.array(bars.base), np.array(bars.x)
        np.testing.assert_allclose(base[1:-1], (base + length)[:-2], atol=1e-6)
        assert base[-1] == 0 and length[-1] == found.difference
        assert (base + length)[-2] == pytest.approx(found.difference, abs=1e-4)
    steps = unit_steps(found)
    assert sum(number >= 0 for *_, number in steps) == 2 * MOST
    assert all(f"{found.difference:+.4f}" in words for words in (pixels_text(found), units_text(found)))


def test_a_bend_has_a_bar_of_its_own(known: Digits) -> None:
    reader = Reader("sigmoid", network((3,), "sigmoid"), "", "")
    seen = insight(reader, of_test_set(known.test_images, known.test_labels, 0))
    stairs = pixels_figure(evidence(seen, seen.second)).data[1]
    assert len(stairs.x) == 5
    assert sum(stairs.x[:-1]) == pytest.approx(stairs.x[-1], abs=1e-4)


def test_the_matrix_prints_every_count(known: Digits) -> None:
    result = exam(Reader("small", network((8,)), "", ""), known.test_images, known.test_labels)
    figure = confusion_figure(result, (4, 9))
    words = figure.data[1]
    printed = {(y, x): int(text.strip("</b>")) for x, y, text in zip(words.x, words.y, words.text, strict=True)}
    assert sum(printed.values()) == 1000
    assert all(result.counts[place] == count for place, count in printed.items())
    assert figure.data[2].text[2] == f"{100 * result.recall[2]:.1f}"
    assert "1,000 test digits" in confusion_text(result)
    assert len(confusion_figure(result, None).data) == len(figure.data)


@pytest.mark.parametrize("kind", KINDS)
def test_curves_and_a_strip_that_holds_the_unchanged_digit(known: Digits, seen: Insight, kind: str) -> None:
    averages = {name: average(seen.reader, known.test_images, known.test_labels, name) for name in KINDS}
    found = robustness(seen, averages, kind)
    figure = robustness_figure(found)
    assert len(figure.data) == 3 * len(KINDS)
    place = 3 * list(KINDS).index(kind)
    np.testing.assert_array_equal(figure.data[place].y, averages[kind])
    np.testing.assert_array_equal(figure.data[place + 1].y, found.curves[kind].truth)
    images, words, right = strip(found)
    home = f"{neutral(kind):g}: "
    assert any(word.startswith(home) for word in words)
    np.testing.assert_array_equal(
        images[[word.startswith(home) for word in words]][0], np.rint(seen.subject.image * 255).astype(np.uint8)
    )
    assert [("✓" in word) for word in words] == right
    assert KINDS[kind][2] in strip_text(found) and str(seen.truth) in robustness_text(found)


def test_damage_and_space(known: Digits, seen: Insight) -> None:
    whole = exam(seen.reader, known.test_images, known.test_labels).answers
    found = broken(seen, Damage(bits=2), known.test_images, known.test_labels, whole)
    after, before, recall_after, recall_before = damage_figure(found).data
    np.testing.assert_array_equal(after.y, found.p_after)
    np.testing.assert_array_equal(before.y, found.p_before)
    np.testing.assert_allclose(recall_after.y, found.recall_after, atol=1e-6)
    np.testing.assert_allclose(recall_before.y, found.recall_before, atol=1e-6)
    assert found.sentence in damage_text(found)
    lying = space(seen.weights, known.test_images, known.test_labels)
    place = lying.place(seen.hidden[0])
    digits, star = space_figure(lying, place).data
    assert list(digits.text[:5]) == [str(label) for label in known.test_labels[:5]]
    assert (star.x[0], star.y[0]) == (pytest.approx(digits.x[3], abs=1e-3), pytest.approx(digits.y[3], abs=1e-3))
    assert "of the variance" in space_text(lying, place)


def test_a_whole_hundred_has_no_decimal(known: Digits) -> None:
    """Ten of them have no room beside one another on a phone."""
    figure = confusion_figure(exam(shipped(), known.test_images, known.test_labels), None)
    shares = [*figure.data[2].text, *figure.data[3].text]
    assert "100" in shares and "100.0" not in shares


def test_a_wall_has_the_words_above_its_digits_in_two_colours(known: Digits) -> None:
    figure = wall_figure(known.test_images[:3], ["a", "b", "c"], height=90, right=[True, False, True], columns=2)
    assert [list(trace.text) for trace in figure.data[1:3]] == [["a", NOTHING, "c"], [NOTHING, "b", NOTHING]]
    assert figure.layout.height == 90
    assert np.asarray(figure.data[0].z).shape == (2 * 42, 2 * 31)

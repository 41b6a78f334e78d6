"""Figures of the lesson on descent, read back as data."""

import numpy as np
import pytest

from mnist_lab.figures import descent_race, landscape, minibatches, theme
from mnist_lab.figures.descent import Track, course_figure, course_text, log_axis, map_figure, map_text, relief, stops
from mnist_lab.maths.crowds import DIVERGED, ON_THE_WAY
from mnist_lab.maths.descent import Descent, descend
from mnist_lab.maths.descent_race import MOMENTA, race, rate_map
from mnist_lab.maths.losses import LOSSES
from mnist_lab.maths.minibatches import MEASURED, SIZES, Problem, fit, noise
from mnist_lab.maths.optimisers import OPTIMISERS
from mnist_lab.network.landscape import DISTANCES
from mnist_lab.network.landscape_words import TITLES, reading
from mnist_lab.ui.plot import payload


def valley(steps: int = 50, rate: float = 0.3) -> Descent:
    return descend(LOSSES["narrow valley"], (-2.5, 1.5), rate=rate, steps=steps)


def test_the_point_stands_where_the_step_led() -> None:
    run = valley()
    figure = map_figure([Track(run)])
    assert len(figure.frames) == 51
    for step in (0, 1, 17, 50):
        arrow, tail, head = figure.frames[step].data
        assert [head.x[0], head.y[0]] == pytest.approx(run.path[step], rel=1e-6)
        assert [tail.x[-1], tail.y[-1]] == pytest.approx(run.path[step], rel=1e-6)
        assert [arrow.x[1], arrow.y[1]] == pytest.approx(run.path[min(step + 1, 50)], rel=1e-6)
        assert len(tail.x) == 17  # always as many, so that the browser moves points and makes none
    path = figure.data[1]
    np.testing.assert_allclose(np.stack([path.x, path.y], 1), run.path, rtol=1e-6)
    dots = np.stack([figure.data[2].x, figure.data[2].y], 1).reshape(51, 5, 2)  # four corners and a gap
    np.testing.assert_allclose(dots[:, :4].mean(axis=1), run.path, atol=1e-6)
    assert np.isnan(dots[:, 4]).all() and figure.data[2].fill == "toself"
    assert figure.frames[50].name == "Step 50 of 50: (−0.113, 0), loss 0.00128"


def test_on_one_weight_the_point_is_on_the_curve() -> None:
    run = descend(LOSSES["one weight: bowl"], (2.0,), rate=0.5, steps=3)
    head = map_figure([Track(run)]).frames[2].data[2]
    assert (head.x[0], head.y[0]) == (0.5, 0.125)


def test_what_flies_off_stays_near_the_edge() -> None:
    for name, start in (("narrow valley", (-2.5, 1.5)), ("one weight: bowl", (2.0,))):
        run = descend(LOSSES[name], start, rate=4.0, steps=50)
        assert run.ended == "diverged"
        figure = map_figure([Track(run)])
        assert np.abs([frame.data[2].x[0] for frame in figure.frames]).max() <= 9
        losses = course_figure(run, 3).data[0].y
        assert np.isfinite(losses).all() and log_axis(run.losses)


def test_the_course_has_the_limit_and_the_step() -> None:
    run = valley(rate=0.95)
    loss, mark, products, limit, at = course_figure(run, 4).data
    np.testing.assert_allclose(loss.y, run.losses, rtol=1e-6)
    np.testing.assert_allclose(products.y, 1.9, rtol=1e-5)  # 0.95 times the curvature across, 2
    assert list(limit.y) == [2, 2]
    assert (mark.x[0], mark.y[0]) == pytest.approx((4, run.losses[4]), rel=1e-6)
    assert (at.x[0], at.y[0]) == pytest.approx((4, 1.9), rel=1e-5)
    assert len(course_figure(run, 0).data) == 4  # before the first step there is no product yet
    assert loss.line.color == theme.LOSS


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("steps", [1, 500])
def test_every_loss_is_drawn_and_small_enough_to_send(name: str, steps: int) -> None:
    run = descend(LOSSES[name], (-2.5, 1.5), optimiser="momentum", rate=0.0005, momentum=0.9, steps=steps)
    figure = map_figure([Track(run)])
    assert len(figure.frames) == len(stops(run.steps))
    assert len(payload(figure)) < 300_000
    assert LOSSES[name] in map_text(run) and course_text(run)


def test_a_run_that_cannot_begin_is_drawn_all_the_same() -> None:
    run = descend("log(w)", (-1.0,), rate=0.1, steps=5)
    assert map_figure([Track(run)]).frames == ()
    assert len(course_figure(run, 0).data) == 4 and "none" in course_text(run)


def test_stops_have_both_ends() -> None:
    assert stops(0) == [0]
    for steps in (1, 99, 100, 101, 250, 500):
        found = stops(steps)
        assert found[0] == 0 and found[-1] == steps and len(found) <= 101 and sorted(set(found)) == found


def test_the_relief_keeps_the_order_of_the_losses() -> None:
    values = np.array([[5.0, 1.0], [np.nan, 100.0]])
    shades = relief(values)
    assert shades[0, 1] == 0 and shades[0, 1] < shades[0, 0] < shades[1, 1]
    assert np.isfinite(relief(np.full((2, 2), 7.0))).all()


# ------------------------------------------------------------------------------------------------------ race and map


def test_a_race_has_a_sign_and_a_dash_for_each() -> None:
    found = race(LOSSES["narrow valley"], (-2.5, 1.5), dict.fromkeys(OPTIMISERS, 0.2), momentum=0.8)
    drawn = descent_race.tracks(found)
    for looks in ("colour", "symbol", "dash"):
        assert len({getattr(track, looks) for track in drawn}) == 5
    figure = map_figure(drawn, arrow=False)
    longest = max(run.steps for run in found.runs)
    assert len(figure.frames) == len(stops(longest, 50)) and len(payload(figure)) < 300_000
    heads = figure.frames[-1].data[-1]
    np.testing.assert_allclose(heads.x, [run.path[-1, 0] for run in found.runs], rtol=1e-5)
    assert descent_race.race_text(found).endswith(found.sentence)


def test_the_losses_of_a_race_and_who_arrived() -> None:
    found = race(LOSSES["narrow valley"], (-2.5, 1.5), {"sgd": 1.05, "adam": 0.2}, momentum=0.8)
    figure = descent_race.losses_figure(found)
    assert [trace.name for trace in figure.data[:-1]] == ["SGD", "Adam"]
    assert list(figure.data[-1].text) == ["Adam"]  # a mark only where one arrived
    assert list(figure.data[-1].x) == [found.runs[1].steps]
    signs = descent_race.standings(found.runs)
    assert [part[0] for part in signs] == ["●", "■"]
    assert signs[1][1] == str(found.runs[1].steps) and signs[0][1] == "diverged"
    level = race(LOSSES["saddle"], (0.5, 0.5), {"sgd": 0.1}, momentum=0.0)
    assert descent_race.losses_figure(level).layout.yaxis.type == "linear"


def test_the_map_shows_each_count_and_names_what_is_none() -> None:
    found = rate_map(LOSSES["narrow valley"], (-2.5, 1.5))
    figure = descent_race.rate_map_figure(found, 0.158, 0.7)
    steps = figure.data[0]
    regions = {trace.hovertemplate.split("<br>")[1]: np.asarray(trace.z) for trace in figure.data[1:-2]}
    known = found.counts >= 0
    np.testing.assert_array_equal(np.asarray(steps.z)[known], found.counts[known])
    assert np.isnan(np.asarray(steps.z)[~known]).all()
    for count, words in ((DIVERGED, "diverged"), (ON_THE_WAY, "not within 500")):
        region = regions[f"{words}<extra></extra>"]
        np.testing.assert_array_equal(np.isfinite(region), found.counts == count)
    chosen = figure.data[-1]
    assert 10 ** chosen.x[0] == pytest.approx(0.158, rel=0.08) and chosen.y[0] == pytest.approx(0.7)
    limit = figure.data[-2]
    assert limit.hovertemplate is None and chosen.hovertemplate is None  # one points at the cells below them
    assert 10 ** limit.x[0] == pytest.approx(1, rel=1e-4)  # without momentum: 2 over the curvature 2
    assert {note.text for note in figure.layout.annotations} >= {"diverges", "not within 500<br>steps"}
    assert len(payload(figure)) < 300_000 and len(MOMENTA) == 60
    assert found.sentence in descent_race.rate_map_text(found)


def test_a_map_on_which_nothing_converges() -> None:
    found = rate_map(LOSSES["saddle"], (1.5, 0.5))
    assert descent_race.rate_map_figure(found, 0.1, 0.5).data[0].zmax == 1


# ------------------------------------------------------------------------------------------------------ real numbers


def line() -> Problem:
    random = np.random.default_rng(0)
    x = random.standard_normal(512)
    return Problem("line", x, 0.7 * x + 0.3 * random.standard_normal(512))


def test_the_paths_of_batches_go_by_examples_seen() -> None:
    fits = [fit(line(), (-2.0, 2.0), size, rate=0.1, epochs=3) for size in SIZES]
    figure = minibatches.paths_figure(line(), fits)
    assert len(figure.frames) == 49 and figure.frames[-1].name.startswith("1536 seen; loss ")
    heads = figure.frames[-1].data[-1]
    np.testing.assert_allclose(heads.x, [one.path[-1, 0] for one in fits], rtol=1e-5)
    first = figure.frames[1].data[-1]  # 32 examples seen: 32 updates by one, 2 by 16, none yet by more
    np.testing.assert_allclose(first.x, [fits[0].path[32, 0], fits[1].path[2, 0], -2, -2], rtol=1e-5)
    assert len(payload(figure)) < 300_000
    assert "all 512" in minibatches.paths_text(line(), fits)
    longest = [fit(line(), (-2.0, 2.0), size, rate=1.0, epochs=10) for size in SIZES]
    assert len(payload(minibatches.paths_figure(line(), longest))) < 300_000


def test_losses_and_noise() -> None:
    fits = [fit(line(), (-2.0, 2.0), size, rate=0.1, epochs=1) for size in SIZES]
    drawn = minibatches.training_figure(fits)
    np.testing.assert_allclose(drawn.data[1].y, fits[1].losses, rtol=1e-6)
    assert drawn.data[3].name == "batches of all 512" and "at the end" in minibatches.training_text(fits).lower()
    g = line().gradients(np.array([-2.0, 2.0]))
    found = noise(g)
    formula, measured = minibatches.noise_figure(found).data
    np.testing.assert_allclose(measured.y, found.measured[:-1], rtol=1e-6)
    assert measured.x.tolist() == list(MEASURED[:-1]) and len(formula.y) == 9
    assert found.sentence in minibatches.noise_text(found)


@pytest.mark.parametrize("kind", TITLES)
@pytest.mark.parametrize("span", landscape.SPANS)
@pytest.mark.parametrize("index", [0, 2, 4])
def test_the_landscape_has_three_lines_and_the_step(kind: str, span: str, index: int) -> None:
    seen = reading(kind, index)
    figure = landscape.landscape_figure(seen, span)
    downhill, _, _, here, there = figure.data
    low, high = landscape.SPANS[span]
    inside = (low - 1e-9 <= DISTANCES) & (high + 1e-9 >= DISTANCES)
    np.testing.assert_allclose(downhill.y, seen.moment.curves["gradient"][inside])
    assert here.y[0] == pytest.approx(seen.moment.facts["loss"])
    assert there.x[0] == pytest.approx(seen.moment.facts["step_length"])
    bottom, top = figure.layout.yaxis.range
    assert bottom < min(here.y[0], there.y[0]) < max(here.y[0], there.y[0]) < top
    assert seen.sentence in landscape.landscape_text(seen)

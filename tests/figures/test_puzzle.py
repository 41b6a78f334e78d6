"""The puzzle's figures read back as data."""

import numpy as np
import pytest

from mnist_lab.digits.dataset import load
from mnist_lab.figures import theme
from mnist_lab.figures.calibration import (
    ENOUGH,
    confidence_figure,
    confidence_text,
    temperature_figure,
    temperature_text,
)
from mnist_lab.figures.puzzle import (
    fingerprint_figure,
    fingerprint_text,
    live_figure,
    live_text,
    map_figure,
    map_text,
)
from mnist_lab.figures.wrong_answers import scores_figure, scores_text
from mnist_lab.maths.calibration import calibration
from mnist_lab.maths.fingerprint import fingerprint
from mnist_lab.network import experiments
from mnist_lab.network.experiments import SEEN, UNSEEN
from mnist_lab.network.overconfidence import overconfidence
from mnist_lab.network.recorded import record
from mnist_lab.network.suspects import NOTEBOOK, evidence
from mnist_lab.network.wrong_answers import wrong_answer
from mnist_lab.runs.history import History, Recorder
from mnist_lab.runs.notebook import printed
from mnist_lab.ui.plot import payload

THERE, RUN = evidence(load()), record()
CAUGHT = experiments.different_scaling(THERE, RUN, factor=NOTEBOOK, epoch=32)
UNSEEN_TRIAL = experiments.overfitting(THERE, RUN, whose=UNSEEN)


def marked(figure, symbol):
    return next(trace for trace in figure.data if trace.marker.symbol == symbol)


def test_the_map_has_the_notebooks_point_the_path_and_the_dot_with_its_bars() -> None:
    figure = map_figure(CAUGHT, [UNSEEN_TRIAL])
    star, dot = marked(figure, "star-open"), marked(figure, "circle")
    assert (star.x[0], star.y[0]) == pytest.approx((0.0486, 18.4538))
    assert (dot.x[0], dot.y[0]) == pytest.approx((1 - CAUGHT.accuracy, CAUGHT.loss))
    low, high = dot.y[0] - dot.error_y.arrayminus[0], dot.y[0] + dot.error_y.array[0]
    assert low < 18.4538 < high
    paths = [trace for trace in figure.data if trace.mode == "lines+markers"]
    assert [len(path.x) for path in paths] == [2, 13]
    assert list(paths[1].y) == pytest.approx([place.loss for place in CAUGHT.path])
    assert (paths[0].line.dash, paths[1].line.dash) == ("dot", "solid")
    assert "They agree." in map_text(CAUGHT)
    assert "do not agree" in map_text(experiments.overfitting(THERE, RUN, whose=SEEN))


def test_an_infinite_loss_stands_at_the_upper_edge_with_another_mark() -> None:
    trial = experiments.loss_bug(THERE, RUN, formula="-log p in float32")
    figure = map_figure(trial)
    assert 4200 < marked(figure, "triangle-up").y[0] < 10 ** figure.layout.yaxis.range[1]  # above every finite one
    assert "infinite" in map_text(trial)


def test_every_place_lies_on_the_map() -> None:
    for trial in (
        CAUGHT,
        UNSEEN_TRIAL,
        experiments.wrong_labels(THERE, RUN, share=100),
        experiments.too_few_epochs(RUN, epoch=1),
        experiments.different_scaling(THERE, RUN, factor=0.25, epoch=1),
    ):
        figure = map_figure(trial)
        for trace in figure.data:
            for axis, values in ((figure.layout.xaxis, trace.x), (figure.layout.yaxis, trace.y)):
                assert (np.log10(values) >= axis.range[0] - 1e-9).all()
                assert (np.log10(values) <= axis.range[1] + 1e-9).all()
        assert (np.array(marked(figure, "circle").error_x.arrayminus) < marked(figure, "circle").x).all()
        assert len(payload(figure, alt="map")) < 300_000


def test_confidence_counts_every_answer_and_draws_the_groups_that_are_there() -> None:
    sure = overconfidence(THERE, RUN, epoch=32, factor=NOTEBOOK, temperature=170.0)
    figure = confidence_figure(sure.answers)
    bars = next(trace for trace in figure.data if trace.type == "bar")
    assert np.sum(bars.y) == pytest.approx(1)
    lines = [trace for trace in figure.data if trace.type == "scatter"]
    curve = next(trace for trace in lines if trace.mode == "markers")
    some = sure.answers.counts > 0
    assert list(curve.y) == pytest.approx(list(sure.answers.accuracies[some]))
    gaps = next(trace for trace in lines if trace.line.color == theme.LOSS)
    assert len(gaps.x) == len(gaps.y) == 3 * (sure.answers.counts >= ENOUGH).sum()
    assert [s == "circle" for s in curve.marker.symbol] == list(sure.answers.counts[some] >= ENOUGH)
    assert "between 0.9 and 1" in confidence_text(sure.answers)


def test_no_sure_answer_at_all_is_told_too() -> None:
    flat = calibration(np.zeros((5, 10)), np.arange(5))
    assert "none of 5 answers" in confidence_text(flat)
    confidence_figure(flat)


def test_temperature_marks_the_present_one_and_the_best() -> None:
    sure = overconfidence(THERE, RUN, epoch=32, factor=NOTEBOOK, temperature=1.0)
    curve, marks = temperature_figure(sure).data
    assert list(marks.x) == pytest.approx([1, sure.best.temperature])
    assert marks.y[1] == pytest.approx(min(curve.y), rel=0.01)
    assert "smallest at 170" in temperature_text(sure)


def test_a_wrong_answer_names_truth_and_answer() -> None:
    wrong = wrong_answer(THERE, RUN, epoch=32, factor=NOTEBOOK, number=1)
    image, bars = scores_figure(wrong).data
    assert np.array_equal(np.rint(np.array(image.z) * 255), wrong.image)
    assert list(bars.y) == pytest.approx(list(wrong.scores))
    assert bars.text[wrong.label].endswith("truth") and bars.text[wrong.answer].endswith("answer")
    assert sum("<br>" in text for text in bars.text) == 2
    assert f"the answer {wrong.answer} has" in scores_text(wrong)


@pytest.mark.parametrize("before", [0, 11])
def test_the_printed_losses_are_shifted(before: int) -> None:
    laid = fingerprint(RUN.twice["loss"], printed("keras").loss, before=before)
    figure = fingerprint_figure(laid, RUN.once["loss"])
    marks = next(trace for trace in figure.data if trace.mode == "markers")
    assert list(marks.x) == list(range(before + 1, before + 21))
    assert f"from epoch {before + 1} on" in fingerprint_text(laid)


def test_the_live_run_has_both_losses_and_begins_empty() -> None:
    assert "nothing has been trained" in live_text(History())
    live_figure(History())
    recorder = Recorder()
    recorder.batches(1, np.array([[2.3, 0.1, 1.0], [2.0, 0.2, 1.0]], np.float32))
    recorder.held_out(2, 40.0, 0.7, 1000)
    batches, held_out = live_figure(recorder.history()).data
    assert list(batches.y) == pytest.approx([2.3, 2.0]) and list(held_out.y) == [40]
    assert "After batch 2: loss of the batch 2 nats" in live_text(recorder.history())

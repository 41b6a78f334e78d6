"""The curves read back as data: nothing hidden, nothing made up, the reader's zoom kept, a tick small."""

import numpy as np
import pytest

from mnist_lab.figures import theme
from mnist_lab.figures.training import LOOKS, CurvesView, Overlay, curves_alt, curves_figure
from mnist_lab.runs.curves import running_mean
from mnist_lab.runs.history import History, Recorder
from mnist_lab.runs.notebook import printed
from mnist_lab.ui.plot import payload


def history(batches: int = 100) -> History:
    rng = np.random.default_rng(3)
    recorder = Recorder()
    recorder.batches(1, rng.random((batches, 3)).astype(np.float32))
    for step in range(20, batches + 1, 20):
        recorder.held_out(step, 0.5, 0.8, 500 if step % 40 else 1000)
    return recorder.history()


def named(figure, name: str, axis: str):
    return next(trace for trace in figure.data if trace.name == name and (trace.yaxis or "y") == axis)


@pytest.mark.parametrize(("axis", "what"), [("y", "loss"), ("y2", "accuracy")])
def test_every_batch_is_drawn_behind_the_mean(axis: str, what: str) -> None:
    run = history()
    figure = curves_figure(run, CurvesView(smoothing=20))
    raw, mean = named(figure, "each batch", axis), named(figure, "mean of 20 batches", axis)
    assert raw.x.tolist() == run.step.tolist()
    assert raw.y.tolist() == getattr(run, what).tolist()
    assert mean.y.tolist() == running_mean(getattr(run, what), 20).tolist()
    assert raw.line.color == mean.line.color and raw.line.width < mean.line.width


def test_without_smoothing_only_the_raw_values_are_drawn() -> None:
    names = {trace.name for trace in curves_figure(history(), CurvesView(smoothing=1)).data}
    assert names == {"each batch", "held-out digits"}


def test_held_out_digits_have_a_mark_where_all_were_measured() -> None:
    marks = [t for t in curves_figure(history(), CurvesView()).data if t.mode == "markers"]
    assert [m.x.tolist() for m in marks] == [[40, 80], [40, 80]]
    assert {m.marker.symbol for m in marks} == {"diamond-open"}


def test_colours_are_those_of_the_roles() -> None:
    figure = curves_figure(history(), CurvesView())
    assert named(figure, "each batch", "y").line.color == theme.LOSS
    assert named(figure, "each batch", "y2").line.color == theme.OUTPUT


def test_only_the_loss_has_a_logarithmic_axis() -> None:
    layout = curves_figure(history(), CurvesView(log=True)).layout
    assert (layout.yaxis.type, layout.yaxis2.type) == ("log", None)


def test_a_zoom_outlives_new_values_but_not_another_kind_of_axis() -> None:
    revisions = [
        curves_figure(history(n), CurvesView(log=log)).layout.uirevision for n, log in ((10, 0), (90, 0), (90, 1))
    ]
    assert revisions[0] == revisions[1] != revisions[2]


def test_the_notebook_is_drawn_as_far_as_the_run_has_come() -> None:
    view = CurvesView(printed=printed("keras"))
    assert (
        named(curves_figure(History(), view), "notebook, as printed", "y").x.tolist() == printed("keras").step.tolist()
    )
    assert len(named(curves_figure(history(40), view), "notebook, as printed", "y").x) == 0
    assert named(curves_figure(history(700), view), "notebook, as printed", "y2").y.tolist() == pytest.approx(
        [0.9297, 0.9331]
    )


def test_overlays_differ_in_colour_dash_and_mark() -> None:
    assert (
        len({look.colour for look in LOOKS}) == len({look.dash for look in LOOKS}) == len({look.mark for look in LOOKS})
    )
    assert not {look.colour for look in LOOKS} & {theme.LOSS, theme.OUTPUT, theme.TRUTH}
    figure = curves_figure(history(), CurvesView(), [Overlay("other", history(60), LOOKS[1])])
    line = named(figure, "other", "y")
    assert (line.line.color, line.line.dash) == (LOOKS[1].colour, LOOKS[1].dash)


def test_a_run_that_diverged_has_a_gap_where_no_number_is() -> None:
    recorder = Recorder()
    recorder.batches(1, np.array([[2.3, 0.1, 1], [90, 0.1, 50], [np.inf, 0.1, np.nan]], np.float32))
    raw = named(curves_figure(recorder.history(), CurvesView(smoothing=1)), "each batch", "y")
    assert raw.y[:2].tolist() == pytest.approx([2.3, 90.0]) and np.isnan(raw.y[2])


def test_an_empty_run_can_be_drawn_and_told() -> None:
    assert "nothing has been trained" in curves_alt(History())
    assert curves_figure(History(), CurvesView()).data


def test_the_alternative_tells_the_last_values() -> None:
    run = history(40)
    assert "40 batches" in curves_alt(run) and f"{run.loss[-1]:.3g}" in curves_alt(run)
    assert "On held-out digits: loss 0.5, accuracy 80.0%" in curves_alt(run)


def test_a_tick_of_a_long_run_is_small() -> None:
    figure = curves_figure(history(16_000), CurvesView(printed=printed("keras")))
    assert len(payload(figure)) < 25_000

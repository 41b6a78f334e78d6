"""The controls and the parts of the puzzle: the accusation, the clues, the other record, confidence, the habit."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_lab.digits.dataset import Digits
from mnist_lab.figures import calibration as sure_figures
from mnist_lab.figures import puzzle as figures
from mnist_lab.figures.wrong_answers import scores_figure, scores_text
from mnist_lab.maths.fingerprint import fingerprint
from mnist_lab.maths.pipeline import MOST_RUNS, run_cell
from mnist_lab.network import experiments
from mnist_lab.network.overconfidence import TEMPERATURES, overconfidence
from mnist_lab.network.recorded import EPOCHS, record
from mnist_lab.network.suspects import AS_TRAINED, FACTORS, NOTEBOOK, RAW, SUSPECTS, Evidence, Trial, evidence
from mnist_lab.network.wrong_answers import wrong_answer
from mnist_lab.runs.notebook import printed
from mnist_lab.ui import digits
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.plot import show
from mnist_lab.ui.state import Panel

PRESETS: dict[str, Mapping[str, object]] = {
    "Every label wrong": {"suspect": "Wrong labels", "share": 100},
    "After one epoch": {"suspect": "Too few epochs", "epoch": 1},
    "Pixels not divided": {"suspect": "Different scaling", "factor": RAW},
}
"""A first look at three suspects; none of them is the solution."""

BEGINNING: Mapping[str, object] = {
    "suspect": SUSPECTS[0],
    "whose": experiments.UNSEEN,
    "formula": next(iter(experiments.FORMULAS)),
    "share": 0,
    "epoch": EPOCHS,
    "factor": AS_TRAINED,
    "network": EPOCHS,
    "solved": False,
}
"""The widgets of the case, also of suspects that are not in front, before anything was tried."""

SURE_PRESETS: dict[str, Mapping[str, object]] = {
    "As trained": {"factor": AS_TRAINED},
    "The notebook": {},
    "Cooled by 255": {"temperature": 255.0},
    "After epoch 1": {"epoch": 1},
}

MOST_WRONG = 40
"""Wrong answers to look at; with fewer the count begins again."""

_EXAMINED = "puzzle-examined"
_SIGNS = {True: ":green[:material/check:] yes", False: ":red[:material/close:] no", None: "–"}
_VERDICTS = {
    "cleared": ":material/verified: **Cleared.**",
    "caught": ":material/gavel: **Caught.**",
    "open": ":material/search: **Open.**",
}
_RECORDED = (
    "Recorded on all of MNIST by `python -m mnist_lab.engine.puzzle`, with RMSprop as TensorFlow 2 wrote it when the "
    "notebook was run: ε beside the root, not under it. Today's Keras learns more slowly from inputs as small as these."
)
_STYLE = """<style>
:is(.st-key-puzzle-first-looks, .st-key-puzzle-sure-presets) button { min-height: 1.8rem; padding: .05rem .55rem; }
:is(.st-key-puzzle-first-looks, .st-key-puzzle-sure-presets) button p { font-size: .85rem; }
.st-key-puzzle-suspect [role="radiogroup"] { gap: .3rem; }
.st-key-puzzle-suspect [role="radiogroup"] button { border-radius: .5rem !important; margin: 0 !important;
  padding-left: .7rem; padding-right: .7rem; }
.st-key-puzzle-suspect [role="radiogroup"] button:not([aria-checked="true"])
  { border: 1px solid rgba(128, 136, 148, .4) !important; }
.st-key-clues table { font-size: .9rem; font-variant-numeric: tabular-nums; margin: 0; }
.st-key-clues :is(td, th) { padding: .18rem .7rem .18rem .2rem !important; border-width: 0 0 1px !important; }
.st-key-finding p { font-size: .95rem; }
@media (max-width: 640px) {
  [class*="st-key-puzzle-sides"] > * > [data-testid="stHorizontalBlock"] { flex-direction: column-reverse; }
  .st-key-clues table { font-size: .8rem; }
}
</style>"""


def style() -> None:
    """Put the style of this lesson into the page."""
    st.html(_STYLE)


def known() -> Evidence:
    """Return the digits of the experiments, chosen once for all visitors."""
    return _chosen(digits.digits())


@lru_cache(maxsize=1)
def _chosen(used: Digits) -> Evidence:
    return evidence(used)


def sides(name: str) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return (controls, picture) of a part further down; on a phone the picture comes first there too."""
    with st.container(key=f"puzzle-sides-{name}"):
        controls, picture = st.columns([1, 2], gap="medium")
    return controls, picture


def folded() -> DeltaGenerator:
    """Return a place for code further down that opens on a click: the pictures there stay within reach."""
    return st.expander("The code of this picture", icon=":material/code:")


def accuse(panel: Panel) -> Trial:
    """Draw the choice of a suspect and the controls of its experiment; returns the experiment, carried out."""
    st.markdown(
        "In the dock: a network trained for this lesson that shows every clue of the notebook's. How it was trained "
        "is what you are to find out."
    )
    suspect = panel.choice("suspect", "Whom do you suspect?", options=SUSPECTS, default=SUSPECTS[0])
    place = st.empty()
    trial = _experiment(panel, suspect)
    place.markdown(trial.prediction)
    _board()[suspect] = trial
    return trial


def others(trial: Trial) -> list[Trial]:
    """The suspects that were examined before."""
    return [other for name, other in _board().items() if name != trial.suspect]


def presets(panel: Panel) -> None:
    """Draw three first looks and the reset. They also set widgets of suspects that are not in front."""
    with st.container(key="puzzle-first-looks", gap="xsmall"):
        st.caption("Try this")
        with st.container(horizontal=True, gap="xsmall"):
            for title, values in PRESETS.items():
                st.button(title, key=panel.key(f"preset-{title}"), on_click=panel.put, args=(values,))
            icon = ":material/restart_alt:"
            st.button("Reset", icon=icon, type="tertiary", on_click=_begin_again, args=(panel,))


def solved(panel: Panel) -> bool:
    """Draw the switch that opens the rest of the case; a suspect who was caught opens it too."""
    shown = panel.toggle("solved", "Show me the solution")
    return shown or any(trial.verdict == "caught" for trial in _board().values())


def clues(trial: Trial) -> None:
    """Draw what the notebook prints against what came out here."""
    rows = [f"| {name} | {there} | {here} | {_SIGNS[agrees]} |" for name, there, here, agrees in trial.clues]
    head = f"| clue | notebook | here, {trial.digits:,} digits | agrees |\n|---|---|---|---|\n"
    with st.container(key="clues"):
        st.markdown(head + "\n".join(rows))


def finding(trial: Trial) -> None:
    """Draw the verdict and its reason, and who has been examined."""
    with st.container(key="finding", gap="xsmall"):
        st.markdown(f"{_VERDICTS[trial.verdict]} {trial.finding}")
        cleared = [name.lower() for name, other in _board().items() if other.verdict == "cleared"]
        left = len(SUSPECTS) - len(_board())
        opens = " **The rest of the case has opened below.**" if trial.verdict == "caught" else ""
        counts = f"{left} of {len(SUSPECTS)} not examined yet" if left else "all were examined"
        st.caption(f"Cleared so far: {', '.join(cleared) or 'nobody'}; {counts}.{opens}")


def solution() -> None:
    """Say who did it, also to those who have not caught it themselves."""
    st.markdown(
        "**The solution: different scaling.** The training images were divided by 255 twice, since their cell was run "
        "again, and the test images once: the network met inputs 255 times as large as those it had learned from. "
        "Most answers stay right; every wrong one is far too sure."
    )


def trained_before(panel: Panel) -> None:
    """Draw the notebook's printed losses over the recorded ones, shifted by hand."""
    run, losses = record(), printed("keras").loss
    controls, picture = sides("before")
    with controls:
        st.markdown(
            "The notebook's “Epoch 1/20” begins with a loss of 0.2423: far too low for a new network, and then it "
            "falls far too slowly. How long had this model been trained before?"
        )
        most = run.epochs - len(losses)
        before = panel.slider("before", "Epochs trained before", low=0, high=most, default=0)
        laid = fingerprint(run.twice["loss"], losses, before=before)
        st.markdown(laid.sentence)
        st.caption(_RECORDED)
    with picture:
        show(figures.fingerprint_figure(laid, run.once["loss"]), key="record", alt=figures.fingerprint_text(laid))
    with folded():
        code_panel(laid.code, title="How the two records are compared")


def confidence() -> None:
    """Draw how sure the network is at a scale, an epoch and a temperature, and how often it is right."""
    run, panel = record(), Panel("puzzle-sure")  # a panel of its own: its presets leave the case as it is
    controls, picture = sides("sure")
    with controls:
        factor = panel.scale(
            "factor", "Test inputs, times those of training", options=FACTORS, default=NOTEBOOK, format_func=_plain
        )
        epoch = panel.scale("epoch", "Network after epoch", options=run.kept, default=run.kept[-1])
        temperature = panel.scale(
            "temperature", "Temperature T: softmax(z / T)", options=TEMPERATURES, default=1.0, format_func=_plain
        )
        panel.presets(SURE_PRESETS)
    sure = overconfidence(known(), run, epoch=epoch, factor=factor, temperature=temperature)
    with picture:
        show(sure_figures.confidence_figure(sure.answers), key="sure", alt=sure_figures.confidence_text(sure.answers))
        show(sure_figures.temperature_figure(sure), key="temperature", alt=sure_figures.temperature_text(sure))
    st.markdown(sure.sentence)
    with folded():
        code_panel(sure.code, title="Confidence, temperature, reliability")
    _one_wrong_answer(panel, epoch=epoch, factor=factor)


def _one_wrong_answer(panel: Panel, *, epoch: int, factor: float) -> None:
    """Draw one wrong answer at that epoch and scale, in numbers."""
    st.subheader("One wrong answer, in numbers", anchor=False)
    controls, picture = sides("wrong")
    with controls:
        number = panel.slider("wrong", "Which of the wrong answers", low=1, high=MOST_WRONG, default=1)
        wrong = wrong_answer(known(), record(), epoch=epoch, factor=factor, number=number)
        st.caption(f"Number {wrong.number} of {wrong.count} wrong ones, at × {factor:g} after epoch {epoch}.")
        st.markdown(wrong.sentence)
    with picture:
        show(scores_figure(wrong), key="scores", alt=scores_text(wrong))
    with folded():
        code_panel(wrong.code, title="Ten scores and one loss")


def habit(panel: Panel) -> None:
    """Draw the cell that can be run too often, and the function that cannot."""
    cell_side, habit_side = st.columns(2, gap="large")
    with cell_side:
        runs = panel.slider("runs", "How often is the cell run?", low=0, high=MOST_RUNS, default=2)
        cell = run_cell(digits.digits().train_images, runs)
        st.markdown(cell.sentence)
        code_panel(cell.code, title="The cell changes its own input")
    with habit_side:
        st.markdown(
            "**The habit:** raw data keeps its name and is never overwritten; a function prepares it, the same one for "
            "training and test; and a line asserts the range before anything is trained."
        )
        said = f":material/block: `ValueError: {cell.refused}`" if cell.refused else ":material/check: It takes them."
        st.markdown(f"Given the images as that cell left them: {said}")
        code_panel(cell.habit, title="A function, and an assert", file_name="prepared.py")


def _experiment(panel: Panel, suspect: str) -> Trial:
    """Draw the controls of one suspect and carry its experiment out."""
    run, there = record(), known()
    if suspect == "Overfitting":
        both = (experiments.UNSEEN, experiments.SEEN)
        whose = panel.choice(
            "whose", "Digits, prepared as the notebook's test set", options=both, default=experiments.UNSEEN
        )
        return experiments.overfitting(there, run, whose=whose)
    if suspect == "A bug in the loss":
        ways = tuple(experiments.FORMULAS)
        formula = panel.select("formula", "Work out the loss", options=ways, default=ways[0])
        return experiments.loss_bug(there, run, formula=formula)
    if suspect == "Wrong labels":
        share = panel.scale("share", "Test labels made wrong, in a hundred", options=experiments.SHARES, default=0)
        return experiments.wrong_labels(there, run, share=share)
    if suspect == "Too few epochs":
        epoch = panel.slider("epoch", "Test after epoch", low=1, high=run.epochs, default=EPOCHS)
        return experiments.too_few_epochs(run, epoch=epoch)
    factor = panel.scale(
        "factor", "Test inputs, times those of training", options=FACTORS, default=AS_TRAINED, format_func=_plain
    )
    kept = panel.scale("network", "Network after epoch", options=run.kept, default=EPOCHS)
    return experiments.different_scaling(there, run, factor=factor, epoch=kept)


def _board() -> dict[str, Trial]:
    board: dict[str, Trial] = st.session_state.setdefault(_EXAMINED, {})
    return board


def _begin_again(panel: Panel) -> None:
    _board().clear()
    for name, value in BEGINNING.items():
        st.session_state[panel.key(name)] = value


def _plain(value: float) -> str:
    return f"{value:g}"

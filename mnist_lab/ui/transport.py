"""The buttons that steer a run: start, pause, step, stop, anew. The keyboard has them too: space, right arrow, N."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from mnist_lab.runs.pool import PoolFullError
from mnist_lab.runs.records import Snapshot
from mnist_lab.runs.run import Run, RunError
from mnist_lab.runs.settings import Settings
from mnist_lab.ui import press, runs

_SAID = "training-said"


def buttons(settings: Settings | None, run: Run | None, snapshot: Snapshot | None) -> None:
    """Draw the row of buttons. What a button will do is fixed when it is drawn: a late click does nothing worse."""
    over = snapshot is None or snapshot.over
    state = "none" if snapshot is None else snapshot.state
    with st.container(horizontal=True, gap="xsmall", key="transport"):
        _main_button(settings, run, snapshot)
        can_step = settings is not None if over else True
        step: Callable[[], object] = (lambda: _first_step(settings)) if over else _of(run).step
        _button("step", "Step", ":material/skip_next:", step, about=state, shortcut="Right", disabled=not can_step)
        stop: Callable[[], object] = (lambda: None) if over else _of(run).stop
        _button("stop", "Stop", ":material/stop:", stop, about=run and run.id, disabled=over)
        anew = lambda: _anew(settings, run)  # noqa: E731
        nothing = run is None or settings is None
        _button("anew", "Restart", ":material/replay:", anew, about=run and run.id, shortcut="N", disabled=nothing)


def said() -> str:
    """Return why the last command could not be carried out; an empty string when it could."""
    return str(st.session_state.get(_SAID, ""))


def _main_button(settings: Settings | None, run: Run | None, snapshot: Snapshot | None) -> None:
    """Start, pause or resume: the one that makes sense now."""
    if snapshot is None or snapshot.over:
        _button("play", "Start", ":material/play_arrow:", lambda: _start(settings), main=True)
    elif snapshot.state == "paused":
        _button("play", "Resume", ":material/play_arrow:", _of(run).resume, main=True)
    else:
        _button("play", "Pause", ":material/pause:", _of(run).pause, main=True)


def _button(name: str, label: str, icon: str, work: Callable[[], object], **options: Any) -> None:
    """Draw a button of the row; the main one, which is also the space bar, is about what it says."""
    if options.pop("main", False):
        options |= {"type": "primary", "shortcut": "Space", "about": label}
    press.button(label, key=f"training-{name}", icon=icon, on_click=_obey, args=(work,), **options)


def _obey(work: Callable[[], object]) -> None:
    """Carry out a command; what it cannot do is said under the buttons."""
    st.session_state[_SAID] = ""
    try:
        work()
    except (RunError, PoolFullError, runs.ShelfFullError) as reason:
        st.session_state[_SAID] = str(reason)


def _start(settings: Settings | None) -> runs.Shelved:
    if settings is None:
        raise RunError("These settings cannot be trained: see the sentence beside them.")
    return runs.start(settings)


def _first_step(settings: Settings | None) -> None:
    """Start a run and hold it before its first batch, then take that one."""
    run = _start(settings).run
    run.pause()
    run.step()


def _anew(settings: Settings | None, run: Run | None) -> None:
    """Stop the run and start one from new random weights, with the settings on screen."""
    if run is not None:
        run.stop()
    _start(settings)


def _of(run: Run | None) -> Run:
    assert run is not None, "a snapshot without a run"
    return run

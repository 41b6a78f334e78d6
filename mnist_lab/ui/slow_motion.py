"""One training step in slow motion: six parts, each with its arrays, its line of code and its numbers."""

from __future__ import annotations

import streamlit as st

from mnist_lab.figures.slow_step import slow_step_figure
from mnist_lab.runs.records import SlowStep
from mnist_lab.runs.run import RunError
from mnist_lab.runs.slow_words import caption
from mnist_lab.ui import plot, press, runs
from mnist_lab.ui.code import code_panel

SECONDS = 1.2
_STEP, _AT, _PLAYS, _SAID = "slow-step", "slow-at", "slow-plays", "slow-said"


def section() -> None:
    """Draw the section: a button that takes the step, and once it is taken, the player."""
    st.subheader("One step in slow motion", anchor=False)
    entry = runs.front()
    over = entry is None or entry.run.ending is not None
    taken: tuple[str, SlowStep] | None = st.session_state.get(_STEP)
    mine = taken is not None and entry is not None and taken[0] == entry.run.id
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        label = "Take the next batch slowly" if not mine else "And the next one"
        about, icon = taken and taken[1].step, ":material/slow_motion_video:"
        press.button(label, key="slow-take", about=about, icon=icon, disabled=over, on_click=_take)
        st.caption(_hint(over), width="content")
    if st.session_state.get(_SAID):
        st.error(st.session_state[_SAID])
    if mine and taken is not None:
        # A player that ticks is drawn again in place; the room it needs is the same for every part.
        st.fragment(_player, run_every=SECONDS if st.session_state.get(_PLAYS) else None)(taken[1])


def _hint(over: bool) -> str:
    if over:
        return "Start a run, or step into one: then its next batch can be taken apart here."
    return "It pauses the run and really takes the step: the numbers are this run's own."


def _take() -> None:
    entry = runs.front()
    st.session_state[_SAID] = ""
    if entry is None:
        return
    try:
        st.session_state[_STEP] = (entry.run.id, entry.run.slow_step())
    except RunError as reason:
        st.session_state[_SAID] = str(reason)
        return
    st.session_state[_AT], st.session_state[_PLAYS] = 0, True


def _player(slow: SlowStep) -> None:
    """Draw the present part; while it plays, each tick goes one further."""
    last = len(slow.parts) - 1
    playing = bool(st.session_state.get(_PLAYS))
    ticked = playing and st.session_state.pop("slow-shown", False)
    at = min(int(st.session_state.get(_AT, 0)) + (1 if ticked else 0), last)
    st.session_state[_AT] = at
    part = slow.parts[at]
    picture, code = st.columns(2, gap="medium")
    with picture:
        alt = caption(slow, part.name)
        plot.show(slow_step_figure(slow, part.name), key="live-slow", alt=alt)
        _buttons(at, [part.name for part in slow.parts], playing)
    with code:
        code_panel(slow.code, title="The lines of this part", highlight=part.lines)
    st.markdown(caption(slow, part.name))
    st.session_state["slow-shown"] = playing
    if playing and at == last:
        st.session_state[_PLAYS] = False
        st.rerun()


def _buttons(at: int, names: list[str], playing: bool) -> None:
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", key="slow-buttons"):
        icon, play = (":material/pause:", "Pause") if playing else (":material/play_arrow:", "Play")
        toggled = (not playing, at == len(names) - 1)
        press.button(play, key="slow-play", about=play, icon=icon, on_click=_toggle, args=toggled)
        back, more = ":material/skip_previous:", ":material/skip_next:"
        press.button("Back", key="slow-back", about=playing, icon=back, on_click=_go, args=(at - 1,), disabled=at == 0)
        end = at == len(names) - 1
        press.button("Next", key="slow-next", about=playing, icon=more, on_click=_go, args=(at + 1,), disabled=end)
        st.session_state["slow-scrub"] = names[at]
        st.segmented_control(
            "Part", names, key="slow-scrub", on_change=_scrub, args=(names,), label_visibility="collapsed"
        )


def _toggle(play: bool, from_start: bool) -> None:
    st.session_state[_PLAYS] = play
    if play and from_start:
        st.session_state[_AT] = 0


def _go(at: int) -> None:
    st.session_state[_AT], st.session_state[_PLAYS] = max(0, at), False


def _scrub(names: list[str]) -> None:
    chosen = st.session_state.get("slow-scrub")
    _go(names.index(chosen) if chosen in names else st.session_state.get(_AT, 0))

"""Some maps one after the other, in this order and in the opposite one; and a digit that turns before the network."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from mnist_lab.digits.dataset import Digits
from mnist_lab.figures.transforms import orders_scene, orders_text
from mnist_lab.figures.turning import HEIGHT, turning_figure, turning_text
from mnist_lab.maths.affine import latex
from mnist_lab.maths.transform_kinds import KINDS
from mnist_lab.maths.transform_orders import Composition, composition, homogeneous
from mnist_lab.maths.transform_text import MOST_STEPS, StepsError, read_steps, written_step
from mnist_lab.network.turning import Turning, turning
from mnist_lab.ui import digits
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.plane import Doing
from mnist_lab.ui.plane import show as show_plane
from mnist_lab.ui.plot import Playback, show
from mnist_lab.ui.state import Panel

PRESETS = {
    "Turn, then stretch": {"steps": "rotation(90), scaling(2, 1)"},
    "Shift, then turn": {"steps": "translation(1.5, 0), rotation(90)"},
    "Two turns": {"steps": "rotation(60), rotation(75)"},
    "Five steps": {"steps": "shear(1, 0), rotation(45), scaling(1.5, 0.75), reflection(90), translation(0.5, 0.5)"},
}
_DEFAULT = "rotation(90), scaling(2, 1)"


def orders(above: Panel) -> None:
    """Draw the list of steps, and both orders side by side."""
    panel = Panel("orders")
    st.subheader("One after the other: does the order matter?", anchor=False)
    controls, picture = st.columns([1, 2], gap="medium")
    with controls:
        text = panel.text("steps", "Steps, in their order", default=_DEFAULT, check=read_steps)
        both = composition(text)
        _steps(both, panel, above)
        panel.presets(PRESETS)
        panel.reset("Reset steps")
    with picture:
        show_plane(orders_scene(both), key="orders-plane", alt=orders_text(both), doing=Doing(height=330, play=text))
        st.markdown(both.sentence)
    left, right = st.columns(2, gap="large")
    with left:
        _products(both)
    with right:
        code_panel(both.code, title="The product")


def _steps(both: Composition, panel: Panel, above: Panel) -> None:
    """Draw one row for each step, with buttons that move it or take it out, and one that adds the map above."""
    names = [step.name for step in both.steps]
    key = panel.key("steps")
    for number, name in enumerate(names):
        with st.container(key=f"transforms-step-{number}", horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.markdown(f"**{number + 1}**&ensp;`{name}`", width="stretch")
            swapped = [*names[: number - 1], name, names[number - 1], *names[number + 1 :]] if number else names
            _button(f"Earlier: {name}", ":material/arrow_upward:", (key, swapped), off=number == 0, number=number)
            without = names[:number] + names[number + 1 :]
            _button(f"Take out: {name}", ":material/close:", (key, without), off=len(names) == 1, number=number)
    st.button(
        "Add the map above",
        icon=":material/add:",
        on_click=_append,
        args=(key, names, above),
        disabled=len(names) >= MOST_STEPS,
    )


def _button(label: str, icon: str, args: tuple[str, list[str]], *, off: bool, number: int) -> None:
    kind = label.partition(":")[0]
    st.button(icon, key=f"transforms-{kind}-{number}", help=label, on_click=_put, args=args, disabled=off)


def _put(key: str, names: list[str]) -> None:
    st.session_state[key] = ", ".join(names)


def _append(key: str, names: list[str], above: Panel) -> None:
    """Write the map of the first picture behind the steps."""
    kind = KINDS[st.session_state.get(above.key("kind"), "rotation")]
    values = {
        number.name: _value(st.session_state.get(above.key(number.name)), number.default) for number in kind.numbers
    }
    text = ", ".join([*names, written_step(kind.name, values)])
    try:
        read_steps(text)
    except StepsError:
        return
    st.session_state[key] = text


def _value(given: object, default: float) -> float:
    return float(given) if isinstance(given, int | float) else default


def _products(both: Composition) -> None:
    """Write the matrices in homogeneous coordinates, a translation too, and their product in both orders."""
    st.markdown("**In homogeneous coordinates, a shift is a matrix too**")
    letters = [f"M_{number}" for number in range(1, len(both.steps) + 1)]
    for letter, step in zip(letters, both.steps, strict=True):
        st.latex(rf"{letter} = {latex(homogeneous(step.there))} \quad \text{{{step.name}}}")
    for order, product in ((letters[::-1], both.forward), (letters, both.reversed))[: len(letters)]:
        st.latex(r" \cdot ".join(order) + f" = {latex(homogeneous(product))}")


def turned() -> None:
    """Draw a digit that turns, and what the network says at each angle."""
    panel = Panel("turned")
    st.subheader("The network and the turned digit", anchor=False)
    controls, picture = st.columns([1, 2], gap="medium")
    used = digits.digits()
    with controls:
        number = panel.slider("digit", "Digit number", low=0, high=min(999, len(used.train_labels) - 1), default=7)
        across = panel.slider("across", "Shift to the right, in pixels", low=-10, high=10, default=0)
        up = panel.slider("up", "Shift up, in pixels", low=-10, high=10, default=0)
        six = used.train_labels.tolist().index(6)  # upside down it is a nine
        presets = {"A six": {"digit": six}, "Shifted": {"across": 5}, "Shifted up": {"up": 5}}
        panel.presets(presets)
        panel.reset("Reset digit")
    asked = _turning(used, number, across, up)
    with picture:
        alt = turning_text(asked)
        show(turning_figure(asked), key="turning", alt=alt, height=HEIGHT, frames=Playback(seconds=0.6))
        st.markdown(asked.sentence)
    code_panel(asked.code, title="The curves")


@lru_cache(maxsize=64)
def _turning(used: Digits, number: int, across: int, up: int) -> Turning:
    label = int(used.train_labels[number])
    return turning(used.train_images[number], label, number, (float(across), float(up)))

"""The controls and the parts of the lesson on tensors."""

from collections.abc import Mapping

import streamlit as st

from mnist_lab.figures.arrays import array_text
from mnist_lab.figures.tensors import CHANNELS, film_figure, origin_figure, tensor_figure, tensor_view
from mnist_lab.maths.dtypes import SUM_DTYPES, add
from mnist_lab.maths.nested_lists import nested_tensor
from mnist_lab.maths.predictions import PREDICTIONS, Prediction
from mnist_lab.maths.tensors import BATCH, DTYPES, KINDS, Images, Tensor, ladder, real_data
from mnist_lab.maths.timing import spaced
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.facts import facts
from mnist_lab.ui.plot import show
from mnist_lab.ui.state import Panel

SHELVES = ("ladder", "real data", "your own")
"""What the words on a button say is in the URL too, hence no format_func."""

_MATRIX = "[[5,78,2,34,0],[6,79,3,35,1],[7,80,4,36,2]]"
PRESETS: dict[str, Mapping[str, object]] = {
    "Scalar": {"shelf": "your own", "list": "12"},
    "Vector": {"shelf": "your own", "list": "[12, 3, 6, 14, 7]"},
    "Matrix": {"shelf": "your own", "list": "[[5, 78, 2, 34, 0], [6, 79, 3, 35, 1], [7, 80, 4, 36, 2]]"},
    "Rank 3": {"shelf": "your own", "list": f"[{_MATRIX},{_MATRIX},{_MATRIX}]"},
    "Vector data": {"shelf": "real data", "kind": "vectors", "dtype": "float32"},
    "Sequences": {"shelf": "real data", "kind": "sequences", "dtype": "uint8"},
    "Images": {"shelf": "real data", "kind": "images", "dtype": "uint8"},
    "Video": {"shelf": "real data", "kind": "video", "dtype": "uint8"},
}
"""The notebook's snippets and kinds of data; each gives what the notebook prints."""


def choose(panel: Panel, images: Images) -> Tensor:
    """Draw the controls; returns the tensor that was chosen."""
    shelf = panel.part("shelf", "Tensor", SHELVES)
    if shelf == "your own":
        text = panel.text("list", "x =", default="[[5, 78, 2], [6, 79, 3]]", check=nested_tensor)
        return nested_tensor(text)
    if shelf == "real data":
        kind = panel.select("kind", "Kind", options=tuple(KINDS), default="digits")
        return real_data(images, kind, dtype=_dtype(panel))
    rank = panel.choice("rank", "Rank", options=tuple(range(6)), default=2)
    digit = panel.slider("digit", "Digit number", low=0, high=len(images[:1000]) - BATCH, default=0)
    return ladder(images, rank, digit=digit, dtype=_dtype(panel))


def _dtype(panel: Panel) -> str:
    return panel.select("dtype", "dtype", options=DTYPES, default="uint8")


def attributes(tensor: Tensor) -> None:
    """Draw the key attributes, as code and value."""
    values = {
        "ndim": str(tensor.ndim),
        "shape": str(tensor.shape),
        "dtype": tensor.dtype,
        "size": spaced(tensor.size),
        "nbytes": spaced(tensor.nbytes),
    }
    facts("tensor", {f"`x.{name}`": value for name, value in values.items()})


def channel(panel: Panel, tensor: Tensor) -> int:
    """Draw the choice of one channel of a video: with it four axes are left, and they fit on the wall."""
    if not _is_film(tensor):
        return 0
    return CHANNELS.index(panel.choice("channel", "Channel: x[..., c]", options=CHANNELS, default="red"))


def _is_film(tensor: Tensor) -> bool:
    return tensor.ndim == 5 and tensor.axes[-1] == "channels"


def picture(tensor: Tensor, *, channel: int) -> None:
    """Draw the tensor, and what helps to see it: the digit it comes from, or the films it holds."""
    if tensor.whole is not None:
        said = f"The digit that x comes from; x is at index {list(tensor.place)}."
        show(origin_figure(tensor), key="origin", alt=said)
    if _is_film(tensor):
        film = f"{tensor.shape[0]} coloured digits that move to the right in {tensor.shape[1]} frames."
        show(film_figure(tensor), key="film", alt=film)
    view = tensor_view(tensor, channel=channel)
    height = 260 if _is_film(tensor) else None
    show(tensor_figure(view, tensor), key="tensor", alt=array_text(view, "x"), height=height)
    if view.left_out:
        st.caption(view.left_out)


def addition(panel: Panel) -> None:
    """Draw two numbers and a dtype, and what their sum becomes."""
    st.subheader("What fits into a dtype?", anchor=False)
    fields, answer = st.columns([1, 2], gap="medium")
    with fields:
        with st.container(horizontal=True, gap="small"):
            a = panel.number("a", "a", low=0, high=255, default=200, width=130)
            b = panel.number("b", "b", low=0, high=255, default=100, width=130)
        dtype = panel.select("sum", "dtype of both", options=SUM_DTYPES, default="uint8")
    with answer:
        try:
            total = add(a, b, dtype)
        except ValueError as reason:
            st.error(str(reason))
            return
        st.markdown(total.sentence)
        code_panel(total.code, title="The sum")


def predictions(panel: Panel) -> None:
    """Draw the questions. Nothing waits for an answer."""
    st.subheader("Predict first", anchor=False)
    for column, pair in zip(st.columns(2, gap="large"), (PREDICTIONS[::2], PREDICTIONS[1::2]), strict=True):
        with column:
            for prediction in pair:
                _question(panel, prediction)


def _question(panel: Panel, prediction: Prediction) -> None:
    guess = st.segmented_control(
        prediction.question, prediction.options, key=panel.key(f"guess-{prediction.name}"), default=None
    )
    if guess is not None:
        right = guess == prediction.answer
        icon = ":material/check_circle:" if right else ":material/cancel:"
        st.markdown(f"{icon} {prediction.reply(guess)}")

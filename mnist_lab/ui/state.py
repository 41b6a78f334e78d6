"""Widgets whose values are in the URL, so that a link reproduces the screen, and that can be reset or set by name.

    panel = Panel("training")
    epochs = panel.slider("epochs", "Epochs", low=1, high=50, default=20)
    engine = panel.select("engine", "Engine", options=("keras", "scratch"), default="keras")
    panel.presets({"The notebook": {"epochs": 20}, "A quick look": {"epochs": 2}})
    panel.reset()

A widget's key is the lesson and the name, `training-epochs`; it is the parameter in the URL too, and unique in the app.
A URL or a browser may send anything: what breaks the widget's own rule counts as the default, without a word.
"""

import math
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Literal, TypeVar

import streamlit as st
from streamlit.errors import StreamlitAPIException

Number = TypeVar("Number", int, float)
Option = TypeVar("Option", bound=Hashable)
Value = TypeVar("Value")

_URL: Literal["query-params"] = "query-params"
_MARKDOWN = re.compile(r"[\\`*~$<]|(?<!\w)_|_(?!\w)|:(?=\w+[:\[/])")
"""What Markdown would take for its own inside a sentence; an underscore in a name is none of it."""


class Panel:
    """The controls of one lesson. Each method draws a widget and returns its value.

    Parameters
    ----------
    lesson : str
        Name of the lesson; first part of each key.
    """

    def __init__(self, lesson: str) -> None:
        self._lesson = lesson
        self._defaults: dict[str, Any] = {}
        self._rules: dict[str, Callable[[Any], bool]] = {}

    def key(self, name: str) -> str:
        """Return the key, and the URL parameter, of the widget called `name`."""
        return f"{self._lesson}-{name}"

    def slider(self, name: str, label: str, *, low: Number, high: Number, default: Number, **look: Any) -> Number:
        """Draw a slider from `low` to `high`."""
        key = self._declared(name, default, lambda value: _within(value, low, high))
        return self._checked(name, st.slider(label, low, high, default, key=key, bind=_URL, **look), default)

    def number(self, name: str, label: str, *, low: Number, high: Number, default: Number, **look: Any) -> Number:
        """Draw a field for a number from `low` to `high`."""
        key = self._declared(name, default, lambda value: _within(value, low, high))
        _forget_infinity(key)
        return self._checked(name, st.number_input(label, low, high, default, key=key, bind=_URL, **look), default)

    def scale(self, name: str, label: str, *, options: Sequence[Option], default: Option, **look: Any) -> Option:
        """Draw a slider over values in an order of their own, such as learning rates."""
        key = self._declared(name, default, _one_of(options))
        return self._checked(name, st.select_slider(label, options, default, key=key, bind=_URL, **look), default)

    def select(self, name: str, label: str, *, options: Sequence[Option], default: Option, **look: Any) -> Option:
        """Draw a list to choose one of many from. `format_func` gives the words for an option."""
        key = self._declared(name, default, _one_of(options))
        at = options.index(default)
        return self._checked(name, st.selectbox(label, options, at, key=key, bind=_URL, **look), default)

    def choice(self, name: str, label: str, *, options: Sequence[Option], default: Option, **look: Any) -> Option:
        """Draw a few options side by side. `format_func` gives the words for an option."""
        key = self._declared(name, default, _one_of(options))
        drawn: Any = st.segmented_control
        return self._checked(
            name, drawn(label, options, default=default, required=True, key=key, bind=_URL, **look), default
        )

    def part(self, name: str, label: str, parts: Sequence[Option], **look: Any) -> Option:
        """Draw the choice of a part of the lesson, where presets and the reset leave the reader; the first at first."""
        chosen = self.choice(name, label, options=parts, default=parts[0], **look)
        del self._defaults[name]
        return chosen

    def parts(self, parts: Sequence[Option]) -> Option:
        """Draw the choice of a part over the whole width, without a word beside it."""
        with st.container(key=self.key("parts")):
            return self.part("part", "Part", parts, label_visibility="collapsed")

    def toggle(self, name: str, label: str, *, default: bool = False, **look: Any) -> bool:
        """Draw a switch."""
        key = self._declared(name, default, lambda value: isinstance(value, bool))
        return self._checked(name, st.toggle(label, default, key=key, bind=_URL, **look), default)

    def text(self, name: str, label: str, *, default: str, check: Callable[[str], object], **look: Any) -> str:
        """Draw a field for text. `check` raises ValueError for what will not do.

        Then its message stands under the field, and the last text that would do is returned: the picture stays.
        """
        key = self._declared(name, default, lambda value: isinstance(value, str) and len(value) <= 200)
        typed = self._checked(name, st.text_input(label, default, key=key, bind=_URL, max_chars=200, **look), default)
        last = f"{key}:last"
        try:
            check(typed)
        except ValueError as reason:
            st.error(plain(str(reason)))
            return str(st.session_state.get(last, default))
        st.session_state[last] = typed
        return typed

    def presets(self, presets: Mapping[str, Mapping[str, Any]], *, label: str = "Try this") -> None:
        """Draw a button for each preset: name -> values. What a preset does not name gets its default.

        Draw it after the widgets; to show it above them, draw it into a container made before.

        Raises
        ------
        ValueError
            A preset names a widget that was not drawn, or a value the widget does not allow.
        """
        with st.container(key=self.key("presets"), gap="xsmall"):
            st.caption(label)
            with st.container(horizontal=True, gap="xsmall"):
                for title, values in presets.items():
                    self._preset(title, values)

    def examples(
        self,
        examples: Mapping[str, Mapping[str, Any]],
        *,
        label: str = "Try this",
        take: Callable[[Mapping[str, Any]], None] | None = None,
    ) -> None:
        """Draw a button for each example, and the reset: an example may name widgets that only appear with its values.

        Unlike a preset it leaves alone what it does not name, and nothing can check it before it is clicked. `take` is
        what a click does with the values; by default `put`.
        """
        with st.container(key=self.key("presets"), gap="xsmall"):
            st.caption(label)
            with st.container(horizontal=True, gap="xsmall"):
                for title, values in examples.items():
                    st.button(title, key=self.key(f"preset-{title}"), on_click=take or self.put, args=(values,))
                self.reset()

    def reset(self, label: str = "Reset") -> bool:
        """Draw the button that gives every widget drawn so far its default; True in the run after the click.

        The choice of the part stays as it is.
        """
        icon = ":material/restart_alt:"
        return st.button(label, icon=icon, type="tertiary", on_click=_assign, args=(self._values({}),))

    def put(self, values: Mapping[str, Any]) -> None:
        """Give widgets values before they are drawn, in the link too: name -> value.

        What is on the page already, the browser brings into the link itself. A widget that only appears with these
        values it does not, so that its parameter is written here. All of them must be drawn in the run that follows.
        """
        for name, value in values.items():
            key = self.key(name)
            st.session_state[key] = value
            with suppress(StreamlitAPIException):  # raised for a widget that is on the page
                st.query_params[key] = str(value).lower() if isinstance(value, bool) else str(value)

    def _preset(self, title: str, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            if name not in self._rules or not self._rules[name](value):
                there = ", ".join(self._rules)
                raise ValueError(f"Preset {title!r} sets {name} to {value!r}; widgets drawn so far: {there}.")
        st.button(title, key=self.key(f"preset-{title}"), on_click=_assign, args=(self._values(values),))

    def _values(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {self.key(name): value for name, value in {**self._defaults, **given}.items()}

    def _declared(self, name: str, default: Any, rule: Callable[[Any], bool]) -> str:
        """Remember a widget and take back a value in the session that breaks its rule; returns its key."""
        if not rule(default):
            raise ValueError(f"The default {default!r} of {name!r} breaks the widget's own rule.")
        self._defaults[name], self._rules[name] = default, rule
        key = self.key(name)
        if key in st.session_state and not rule(st.session_state[key]):
            st.session_state[key] = default
        return key

    def _checked(self, name: str, value: Any, default: Value) -> Value:
        """Return `value` if it keeps the widget's rule, and `default` if not."""
        checked: Value = value if self._rules[name](value) else default
        return checked


def plain(text: str) -> str:
    """Return a sentence so that Markdown shows it as it is: 28*28, and what somebody typed.

    Examples
    --------
    >>> print(plain("28*28, or 2*14*28 in train_images"))
    28\\*28, or 2\\*14\\*28 in train_images
    """
    return _MARKDOWN.sub(lambda sign: f"\\{sign[0]}", text)


def _within(value: Any, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _forget_infinity(key: str) -> None:
    """Take an infinite number out of the URL: Streamlit's own reading of whole numbers breaks on it (1.67)."""
    try:
        infinite = math.isinf(float(st.query_params.get(key, "0")))
    except ValueError:
        return  # not a number at all: that it reads well
    if infinite:
        del st.query_params[key]
        st.rerun()


def _one_of(options: Sequence[Any]) -> Callable[[Any], bool]:
    return lambda value: any(value == option and type(value) is type(option) for option in options)


def _assign(values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        st.session_state[key] = value

"""What every page has: menu, header, the two columns, footer; and the home page. Drawn from the table in `lessons`."""

from pathlib import Path

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_lab import lessons
from mnist_lab.digits.errors import DigitsError
from mnist_lab.lessons import Lesson
from mnist_lab.ui import digits, style

_NAME = "MNIST Lab"
_ICON = (
    Path(__file__).parents[1] / "assets" / "icon.svg"
)  # ours: the Material icon of a tab is fetched from the internet
_PROMISE = (
    "A neural network that reads handwriting, small enough to see all of it. Draw a digit, look at every number on the "
    "way to the answer, then train the network yourself."
)
_SOURCE = (
    "Digits: [MNIST](http://yann.lecun.com/exdb/mnist/) by Y. LeCun, C. Cortes and C. J. C. Burges, made from NIST's "
    "Special Databases 1 and 3, licence [CC BY-SA 3.0](https://creativecommons.org/licenses/by-sa/3.0/)."
)


def begin(name: str) -> Lesson:
    """Open the page of the lesson `name`: tab, style, menu, title and question. Returns the lesson."""
    lesson = lessons.lesson(name)
    _open(f"{lesson.title} · {_NAME}")
    with st.container(key="header", gap="xsmall"):
        st.title(lesson.title, anchor=False)
        st.markdown(lesson.question)
    return lesson


def end() -> None:
    """Close the page with the source and the licence of the digits."""
    with st.container(key="footer"):
        st.caption(_SOURCE)


def sides() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return (controls, picture): a third and two thirds of the page. On a phone the picture comes first."""
    with st.container(key="sides"):
        controls, picture = st.columns([1, 2], gap="medium")
    return controls, picture


def home() -> None:
    """Draw the home page: what this is, a first step, and the map of all lessons."""
    _open(_NAME)
    with st.container(key="hero", gap="small"):
        st.title(_NAME, anchor=False)
        st.markdown(_PROMISE)
        first = lessons.LESSONS[0]
        with st.container(key="first-step", width="content"):
            st.page_link(_page(first), label=first.title, icon=first.icon)
        _ten_digits()
    for section, entries in lessons.sections().items():
        st.subheader(section, anchor=False)
        with st.container(key=f"map-{section.lower().replace(' ', '-')}", gap="small"):
            for entry in entries:
                _card(entry)
    end()


def _ten_digits() -> None:
    """Show what it is all about: the first 0, 1, ... 9 of the test digits, as they are."""
    try:
        known = digits.digits()
    except DigitsError:
        return  # the lessons that need digits say what is wrong with them
    ten = [known.test_images[np.argmax(known.test_labels == digit)] for digit in range(10)]
    with st.container(key="ten-digits"):
        st.image(np.hstack(ten), width=560, alt="Ten handwritten digits of MNIST, 0 to 9, white on black")


def _open(title: str) -> None:
    """Set up the tab, the style and the menu."""
    st.set_page_config(page_title=title, page_icon=_ICON, layout="wide", initial_sidebar_state="auto")
    style.apply()
    with st.sidebar:
        _menu()


def _menu() -> None:
    """Draw the menu: home, then each section with its lessons."""
    with st.container(key="menu", gap="xsmall"):
        st.page_link("app.py", label=_NAME, icon=":material/home:")
        for section, entries in lessons.sections().items():
            st.caption(section)
            for entry in entries:
                st.page_link(_page(entry), label=entry.title, icon=entry.icon)


def _card(lesson: Lesson) -> None:
    """Draw one lesson on the map: title, question and the parts of the notebook it covers. All of it is the link."""
    with st.container(key=f"card-{lesson.name}", border=True, gap=None):
        st.page_link(_page(lesson), label=lesson.title, icon=lesson.icon)
        st.markdown(lesson.question)
        st.caption(" · ".join(lesson.notebook))


def _page(lesson: Lesson) -> str:
    """Return the path of the lesson's page, as Streamlit wants it."""
    return f"pages/{lesson.name}.py"

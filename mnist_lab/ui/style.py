"""The page's own style sheet, put into the page once per run."""

from functools import cache
from pathlib import Path

import streamlit as st

from mnist_lab.figures import theme


def apply() -> None:
    """Put the style sheet into the page."""
    st.html(f"<style>{_sheet()}</style>")


@cache
def _sheet() -> str:
    """Return style.css with the role colours before it, as variables `--lab-input`, `--lab-weights`, ..."""
    roles = "".join(f"--lab-{name}:light-dark({colour},{theme.DARK[colour]});" for name, colour in theme.ROLES.items())
    return f".stApp{{{roles}}}" + Path(__file__).with_name("style.css").read_text(encoding="utf-8")

"""The code beside the picture: the exact lines for the values on screen, with a copy button."""

import re

import streamlit as st


def code_panel(
    code: str, *, title: str = "The code", highlight: tuple[int, int] | None = None, file_name: str | None = None
) -> None:
    """Show `code` as Python.

    Parameters
    ----------
    code : str
        What reproduces the numbers on this page.
    title : str
        Heading of the panel; two panels of a page have different ones.
    highlight : (int, int), optional
        First and last line, counted from 1, of the lines that are being carried out now.
    file_name : str, optional
        Offer the code as a file with this name.

    Raises
    ------
    ValueError
        The lines to highlight are not lines of `code`.
    """
    key = "code-" + re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    with st.container(key=key, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{title}**", width="content")
            if file_name is not None:
                _download(code, file_name, key)
        st.code(code, language="python", line_numbers=highlight is not None)
        if highlight is not None:
            st.html(f"<style>{_marked(key, code, highlight)}</style>")


def _download(code: str, file_name: str, key: str) -> None:
    """Offer the code as a file."""
    st.download_button(
        file_name,
        code,
        file_name=file_name,
        key=f"{key}-file",
        mime="text/x-python",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def _marked(key: str, code: str, lines: tuple[int, int]) -> str:
    """Return the style rule that puts a bar and a tint behind the lines; `1lh` is the height of one line."""
    first, last = lines
    there = len(code.splitlines())
    if not 1 <= first <= last <= there:
        raise ValueError(f"Lines {first} to {last} cannot be marked: the code has lines 1 to {there}.")
    place = f"0 {first - 1}lh"
    rows = f"{last - first + 1}lh"
    return (
        f".st-key-{key} pre code{{display:block;"
        "background:linear-gradient(var(--lab-accent) 0 0) no-repeat,"
        "linear-gradient(color-mix(in srgb,var(--lab-accent) 14%,transparent) 0 0) no-repeat;"
        f"background-size:3px {rows},100% {rows};background-position:{place}}}"
    )

"""What the visitor meant: labels for their drawings, the score of this visit, the drawings and the files of them."""

from __future__ import annotations

import streamlit as st

from mnist_lab.digits import collection
from mnist_lab.digits.collection import Entry
from mnist_lab.figures.collection import collection_figure, collection_text
from mnist_lab.network.reading import Reading
from mnist_lab.ui import plot

_ENTRIES, _MEANT, _FOR = "visit-entries", "visit-meant", "visit-meant-for"


def entries() -> tuple[Entry, ...]:
    """The drawings noted in this visit, the oldest first."""
    noted: tuple[Entry, ...] = st.session_state.get(_ENTRIES, ())
    return noted


def meant(reading: Reading) -> None:
    """Draw the question what was meant, with ten answers, and the score."""
    if st.session_state.get(_FOR) != reading.code:  # a new drawing: nothing has been said about it yet
        st.session_state[_FOR], st.session_state[_MEANT] = reading.code, None
    with st.container(key="what-was-meant", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("I meant", width="content")
        st.pills(
            "I meant",
            tuple(range(10)),
            key=_MEANT,
            label_visibility="collapsed",
            disabled=not reading.strokes,
            on_change=_note,
            args=(reading,),
            width="content",
        )
        st.markdown(f"**{collection.score(entries())}**", width="content")


def drawings() -> None:
    """Draw the list of this visit with its files; nothing before the first drawing is noted."""
    noted = entries()
    if not noted:
        return
    with st.container(key="draw-visit", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**Your drawings: {collection.score(noted)}**", width="content")
            _file("npz", collection.npz_file(noted), "application/octet-stream")
            _file("jsonl", collection.json_lines(noted), "application/jsonl")
            st.button("Forget all", icon=":material/delete:", type="tertiary", key="visit-forget", on_click=_forget)
        plot.show(collection_figure(noted), key="visit-drawings", alt=collection_text(noted))


def _file(kind: str, content: bytes | str, mime: str) -> None:
    name = f"drawings.{kind}"
    st.download_button(
        name,
        content,
        file_name=name,
        key=f"visit-{kind}",
        mime=mime,
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def _note(reading: Reading) -> None:
    label = st.session_state[_MEANT]
    if isinstance(label, int) and 0 <= label <= 9 and reading.strokes:
        entry = Entry(reading.strokes, reading.image, label, reading.digit)
        st.session_state[_ENTRIES] = collection.noted(entries(), entry)


def _forget() -> None:
    st.session_state[_ENTRIES] = ()
    st.session_state[_FOR] = None

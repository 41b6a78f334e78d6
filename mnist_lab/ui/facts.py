"""Some numbers with their names, in one line above a picture."""

from collections.abc import Mapping

import streamlit as st


def facts(key: str, values: Mapping[str, str]) -> None:
    """Draw name -> value, side by side, wrapped where the page is narrow."""
    with st.container(key=f"facts-{key}", horizontal=True):
        for name, value in values.items():
            st.markdown(f":small[{name}]  \n**{value}**", width="content")

"""MNIST Lab, the entrance: `streamlit run app.py`. The home page is the map of all lessons.

This file is both the server's description (`app`, read once at the start) and the home page (run at each visit).
"""

import streamlit as st

from mnist_lab.ui import frame, server

app = st.App(__file__, lifespan=server.lifespan())

if __name__ == "__main__":
    frame.home()

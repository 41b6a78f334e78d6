"""Lesson "training": choose, start, watch; then one step in slow motion, the runs of this visit, and the script."""

import streamlit as st

from mnist_lab.ui import digits, frame, shelf, slow_motion, training_controls, training_live, training_pictures
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.state import Panel

frame.begin("training")
panel = Panel("training")
controls, picture = frame.sides()
with controls:
    settings = training_controls.choose(panel)
with picture:
    training_live.watch(settings, panel)
training_pictures.watch()
with st.container(key="slow-motion"):
    slow_motion.section()
shelf.section()
if settings is not None:
    st.subheader("The script", anchor=False)
    code_panel(settings.code, title="The settings on screen, on their own", file_name="train.py")
digits.notice()
frame.end()

"""Lesson "products": the dot product typed, played in four orders, as an angle, as a match, and what it costs."""

import streamlit as st

from mnist_lab.maths.product_orders import clash_code
from mnist_lab.maths.product_shapes import ShapeRule
from mnist_lab.maths.products import Product
from mnist_lab.ui import digits, frame, product_cost, product_meaning, products
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.state import Panel

frame.begin("products")
products.style()


@st.fragment
def lesson() -> None:
    """Draw the two arrays and their product; run again after each change and each click on a cell."""
    panel = Panel("products")
    controls, picture = frame.sides()
    with controls:
        above = st.container()
        x, W = products.arrays(panel)
        with above:  # before the rest is drawn, so that another product leaves order and pace as they are
            panel.presets(products.PRESETS)
        rule = ShapeRule(x.shape, W.shape)
        if not rule.fits:
            products.clash(rule, x, W, panel)
        play, seconds, cell = products.playing(Product(x, W) if rule.fits else None, panel)
        panel.reset()
    with picture:
        if rule.fits:
            products.picture(Product(x, W), play, cell, seconds=seconds)
        else:
            products.clash_picture(rule, x, W, play=play, seconds=seconds)
    if rule.fits:
        products.code(Product(x, W), play, cell)
    else:
        code_panel(clash_code(x, W))


@st.fragment
def meaning() -> None:
    """Draw the arrows; run again after each move of a slider."""
    product_meaning.arrows()


@st.fragment
def match() -> None:
    """Draw the match; run again after each choice of a unit or a digit."""
    product_meaning.match(digits.digits())


@st.fragment
def cost() -> None:
    """Draw what the first layer costs."""
    product_cost.count()


lesson()
meaning()
match()
cost()
product_cost.timing()
digits.notice()
frame.end()

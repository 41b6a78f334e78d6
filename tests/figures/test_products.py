"""The pictures of products, read back as data: every number is where NumPy has it, what is lit is what takes part."""

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.figures import theme
from mnist_lab.figures.product_shapes import rule_figure, rule_text, shapes_figure
from mnist_lab.figures.products import Z, clash_figure, clash_text, product_figure, product_text
from mnist_lab.maths.product_orders import ORDERS, cell_step, steps
from mnist_lab.maths.product_shapes import ShapeRule
from mnist_lab.maths.products import LARGEST, MOST_COLUMNS, MOST_INNER, MOST_ROWS, Product, read_product
from mnist_lab.ui.plot import payload
from tests.maths.test_products import products

PRODUCT = read_product("[[1, 2, 3], [4, 5, -6]]", "[[7, 8], [9, 10], [11, 12]]")


def plain(text: str) -> str:
    """A text as it is seen: what stands for an empty one has no width."""
    return text.replace("\u200b", "")


def numbers(texts: tuple[str, ...]) -> list[int | None]:
    return [int(text.replace("−", "-")) if plain(text) else None for text in texts]


def lit(trace: go.Scatter, role: str) -> list[bool]:
    return [edge == role for edge in trace.marker.line.color]


def words(figure: go.Figure) -> list[str]:
    return [word for word in figure.data[-1].text if plain(word)]


@settings(deadline=None, max_examples=25)
@given(products(), st.sampled_from(list(ORDERS)))
def test_each_frame_shows_its_step(product: Product, order: str) -> None:
    figure = product_figure(product, order)
    played = steps(product, order)
    assert [frame.name for frame in figure.frames[2:]] == [step.caption for step in played]
    for frame, step in zip(figure.frames[2:], played, strict=True):
        x, W, z, added = frame.data[:4]
        assert lit(x, theme.INPUT) == step.x.ravel().tolist()
        assert lit(W, theme.WEIGHTS) == step.W.ravel().tolist()
        assert lit(z, theme.OUTPUT) == step.z.ravel().tolist()
        expected = [value if known else None for value, known in zip(step.totals.flat, step.known.flat, strict=True)]
        assert numbers(z.text) == expected
        expected = [value if seen else None for value, seen in zip(step.added.flat, step.z.flat, strict=True)]
        assert numbers(added.text) == expected


@settings(deadline=None, max_examples=25)
@given(products())
def test_the_first_picture_is_the_whole_product_with_the_indices_of_numpy(product: Product) -> None:
    figure = product_figure(product, "row by column")
    for trace, array in zip(figure.data, (product.x, product.W, product.result), strict=False):
        for text, index in zip(numbers(trace.text), trace.customdata, strict=True):
            assert text == array[tuple(index)]
    assert figure.frames[0].name.startswith("z = x · W")
    assert figure.frames[0].data[Z].text == figure.data[Z].text
    assert not any(map(plain, figure.frames[1].data[Z].text))  # before the first step z is empty


def test_rows_of_x_and_z_and_columns_of_w_and_z_stand_in_line() -> None:
    x, W, z = product_figure(PRODUCT, "row by column").data[:3]
    assert sorted(set(x.y)) == sorted(set(z.y)) and sorted(set(W.x)) == sorted(set(z.x))
    assert max(x.x) < min(z.x) and max(W.y) < min(z.y)


def test_a_cell_taken_apart_lights_its_row_and_column_and_writes_the_products() -> None:
    figure = product_figure(PRODUCT, "row by row", (1, 0))
    x, W, z = figure.data[:3]
    assert lit(x, theme.INPUT) == [False] * 3 + [True] * 3
    assert lit(W, theme.WEIGHTS) == [True, False] * 3
    assert lit(z, theme.OUTPUT) == [False, False, True, False]
    assert words(figure)[3:] == ["4 × 7 = 28", "5 × 9 = 45", "(−6) × 11 = −66", "sum"]
    assert figure.frames[0].name == "z[1, 0] = 4×7 + 5×9 + (−6)×11 = 28 + 45 + (−66) = 7"
    assert [text for text in figure.data[3].text if plain(text)] == ["7"]
    assert "Taken apart: z[1, 0]" in product_text(PRODUCT, (1, 0))
    assert cell_step(PRODUCT, (1, 0)).caption == figure.frames[0].name


def test_a_step_that_adds_one_product_of_several_is_no_sum() -> None:
    column = read_product("[[1, 2], [3, 4]]", "[5, 6]")
    frames = product_figure(column, "row by row").frames
    assert [text for text in map(plain, frames[2].data[-1].text) if text][3:] == ["1 × 5 = 5", "this step adds"]
    frames = product_figure(column, "row by column").frames
    assert [text for text in map(plain, frames[2].data[-1].text) if text][3:] == ["1 × 5 = 5", "2 × 6 = 12", "sum"]


def test_a_stack_of_matrices_says_which_is_which() -> None:
    stack = Product(np.ones((2, 2, 1, 3), int), np.ones(3, int))
    assert words(product_figure(stack, "row by column"))[3:] == ["x[0, 0]", "x[0, 1]", "x[1, 0]", "x[1, 1]"]


def test_a_clash_marks_what_has_no_partner() -> None:
    figure = clash_figure(PRODUCT.x, PRODUCT.W[:2])
    x, W = figure.data[:2]
    assert list(x.text) == ["1", "2", "3 ✗", "4", "5", "−6"] and "✗" not in "".join(W.text)
    assert x.marker.line.color[2] == theme.LOSS
    figure = clash_figure(PRODUCT.x[:, :1], PRODUCT.W)
    assert list(figure.data[1].text) == ["7", "8", "9 ✗", "10", "11 ✗", "12"]
    assert "no z: 1 numbers meet 3" in clash_text(PRODUCT.x[:, :1], PRODUCT.W)


@pytest.mark.parametrize("order", ORDERS)
def test_the_largest_product_travels_in_300_kb(order: str) -> None:
    x = np.full((MOST_ROWS, MOST_INNER), -LARGEST)
    W = np.full((MOST_INNER, MOST_COLUMNS), -LARGEST)
    assert len(payload(product_figure(Product(x, W), order, (0, 0)))) <= 300_000


# ----------------------------------------------------------------------------------------------------------- shapes


SHAPES = [((2, 3), (3, 4)), ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 1, 4, 3), (3, 5)), ((5, 1), (1,))]


@pytest.mark.parametrize(("x", "W"), SHAPES)
def test_the_rule_shows_the_axes_and_what_is_left(x: tuple[int, ...], W: tuple[int, ...]) -> None:
    figure = rule_figure(ShapeRule(x, W))
    left, right, over = figure.data[:3]
    assert tuple(map(int, left.text)) == x and tuple(map(int, right.text)) == W
    assert tuple(map(int, over.text)) == np.dot(np.ones(x), np.ones(W)).shape
    assert left.marker.line.color[-1] == right.marker.line.color[0] == theme.TRUTH
    assert list(over.marker.line.color) == [theme.INPUT] * (len(x) - 1) + [theme.WEIGHTS] * (len(W) - 1)
    assert f"{x[-1]} = {W[0]}: they vanish" in words(figure)


@pytest.mark.parametrize(("x", "W"), SHAPES)
def test_played_the_inner_axes_meet_and_vanish_and_the_outer_ones_close_up(x, W) -> None:
    apart, met, gone, left = shapes_figure(ShapeRule(x, W)).frames
    assert met.data[1].x[0] - met.data[0].x[-1] < apart.data[1].x[0] - apart.data[0].x[-1]
    assert plain(gone.data[0].text[-1]) == plain(gone.data[1].text[0]) == ""
    assert gone.data[0].x[-1] == gone.data[1].x[0]
    stay = [*left.data[0].text[:-1], *left.data[1].text[1:]]
    places = [*left.data[0].x[:-1], *left.data[1].x[1:]]
    assert tuple(map(int, stay)) == x[:-1] + W[1:]
    assert np.allclose(np.diff(places), 1)


def test_shapes_that_differ_are_told_apart_by_more_than_colour() -> None:
    rule = ShapeRule((2, 3), (2, 2))
    figure = rule_figure(rule)
    assert "3 ≠ 2 ✗" in words(figure) and "→ no z" in words(figure)
    assert len([trace for trace in figure.data if trace.name]) == 2
    assert figure.data[0].marker.line.color[-1] == theme.LOSS
    assert shapes_figure(rule).frames[-1].name == "3 is not 2: there is no product"
    assert "3 and 2 differ" in rule_text(rule)

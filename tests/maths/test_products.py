"""Products that were typed: by hand, against NumPy, the notebook's shapes, four orders, refusals, the code shown."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mnist_lab.maths.nested_lists import NestedListError
from mnist_lab.maths.product_orders import ORDERS, cell_step, order_code, product_code, steps
from mnist_lab.maths.product_shapes import ClashError, ShapeRule, mends
from mnist_lab.maths.products import LARGEST, Product, ProductError, product_array, read_product
from tests.attack import attack
from tests.maths.test_nested_lists import texts

X, W = "[[1, 2, 3], [4, 5, 6]]", "[[7, 8], [9, 10], [11, 12]]"
SMALL = st.integers(-LARGEST, LARGEST)


def whole(shape: tuple[int, ...]) -> st.SearchStrategy[np.ndarray]:
    return arrays.arrays(np.int64, shape, elements=SMALL)


@st.composite
def products(draw: st.DrawFn) -> Product:
    """Products of every rank that the page has."""
    n = draw(st.integers(1, 4))
    outer = draw(st.lists(st.integers(1, 3), max_size=3).filter(lambda shape: math.prod(shape) <= 8))
    columns = draw(st.lists(st.integers(1, 4), max_size=1))
    return Product(draw(whole((*outer, n))), draw(whole((n, *columns))))


def printed(code: str) -> list[Any]:
    """Run code that is shown; returns what it prints, as objects."""
    seen: list[Any] = []
    names: dict[str, Any] = {"print": lambda *values: seen.append([np.array(value) for value in values])}
    exec(code, names)
    return seen


# ------------------------------------------------------------------------------------------------------- the product


def test_two_matrices_by_hand() -> None:
    # row 1 of x and column 0 of W: 4 x 7 + 5 x 9 + 6 x 11 = 28 + 45 + 66 = 139
    product = read_product(X, W)
    assert product.result.tolist() == [[58, 64], [139, 154]]
    assert product.terms((1, 0)).tolist() == [28, 45, 66]
    assert product.written((1, 0)) == "z[1, 0] = 4×7 + 5×9 + 6×11 = 28 + 45 + 66 = 139"
    assert (product.multiplications, product.additions) == (12, 8)
    said = "4 cells, each made of 3 multiplications and 2 additions: 12 multiplications and 8 additions."
    assert product.sentence == said


def test_two_vectors_give_one_number_without_an_index() -> None:
    product = read_product("[1, -2, 3]", "[4, 5, 6]")  # 4 - 10 + 18 = 12
    assert product.result.shape == () and product.flat.tolist() == [[12]]
    assert product.written((0, 0)) == "z = 1×4 + (−2)×5 + 3×6 = 4 + (−10) + 18 = 12"
    assert product.sentence == "One number, made of 3 multiplications and 2 additions."
    long = read_product("[[-99, -99, -99, -99, -99]]", "[-99, -99, -99, -99, -99]")
    assert long.written((0, 0)) == "z[0] = 9801 + 9801 + 9801 + 9801 + 9801 = 49005"
    assert read_product("[7]", "[6]").written((0, 0)) == "z = 7×6 = 42"


@pytest.mark.parametrize(
    ("x", "W", "shape"),
    [
        ((4,), (4,), ()),  # "the dot-product between two vectors is a scalar"
        ((3, 4), (4,), (3,)),  # "between a matrix X and a vector y is a vector"
        ((2, 3, 1, 4), (4,), (2, 3, 1)),  # (a, b, c, d) . (d,) -> (a, b, c)
        ((2, 3, 1, 4), (4, 5), (2, 3, 1, 5)),  # (a, b, c, d) . (d, e) -> (a, b, c, e)
    ],
)
def test_the_notebook_s_shapes(x: tuple[int, ...], W: tuple[int, ...], shape: tuple[int, ...]) -> None:
    assert ShapeRule(x, W).outer == shape == np.dot(np.ones(x), np.ones(W)).shape
    product = Product(np.ones(x, int), np.ones(W, int))
    assert product.result.shape == shape


@settings(deadline=None)
@given(products())
def test_rows_and_columns_of_any_rank_lead_to_numpy_s_result(product: Product) -> None:
    expected = np.dot(product.x, product.W)
    assert np.array_equal(product.result, expected)
    for cell in np.ndindex(product.flat.shape):
        assert expected[product.index(cell)] == product.flat[cell] == product.terms(cell).sum()
        row = product.x[product.row(cell[0])] if product.x.ndim > 1 else product.x
        assert np.array_equal(row, product.rows[cell[0]])
    assert product.multiplications == expected.size * product.W.shape[0]


# ---------------------------------------------------------------------------------------------------- the shape rule


LENGTHS = st.integers(0, 3)


@given(st.lists(LENGTHS, min_size=1, max_size=4), st.lists(LENGTHS, min_size=1, max_size=2))
def test_the_rule_says_what_numpy_does(x: list[int], W: list[int]) -> None:
    rule = ShapeRule(tuple(x), tuple(W))
    try:
        result = np.dot(np.zeros(x), np.zeros(W))
    except ValueError as error:
        assert not rule.fits and rule.numpy_error == str(error)
        with pytest.raises(ClashError) as clash:
            rule.check()
        assert str(clash.value) == rule.advice
    else:
        assert rule.fits and rule.outer == result.shape
        assert rule.numpy_error == rule.advice == ""
        rule.check()


def test_the_rule_read_aloud() -> None:
    assert ShapeRule((2, 3), (3, 4)).sentence == (
        "Axis 1 of `x` and axis 0 of `W` have the same length, 3: they meet and vanish. "
        "(2,) of `x` and (4,) of `W` stay: the result has the shape (2, 4)."
    )
    assert ShapeRule((3,), (3,)).sentence.endswith("No axis is left: the result is one number.")
    assert ShapeRule((3,), (3, 2)).sentence.endswith("(2,) of `W` stays: the result has the shape (2,).")


def test_a_clash_names_numpy_s_error_and_the_axes_to_change() -> None:
    rule = ShapeRule((2, 3), (2, 2))
    assert rule.numpy_error == "shapes (2,3) and (2,2) not aligned: 3 (dim 1) != 2 (dim 0)"
    assert rule.advice == (
        "Axis 1 of x has length 3, axis 0 of W has length 2. They meet, so they must be equal: "
        "give W 3 rows, or x 2 columns."
    )
    assert ShapeRule((3,), (1,)).advice.endswith("give W 3 numbers, or x 1 number.")


@given(st.lists(st.integers(1, 3), min_size=1, max_size=3), st.lists(st.integers(1, 3), min_size=1, max_size=2))
def test_what_is_said_to_mend_a_clash_mends_it(x: list[int], W: list[int]) -> None:
    found = mends(np.ones(x, int), np.ones(W, int))
    for mend in found:
        assert np.array_equal(
            np.dot(mend.x, mend.W), eval(mend.line, {"np": np, "x": np.ones(x, int), "W": np.ones(W, int)})
        )
    lines = {mend.line for mend in found}
    if len(x) == len(W) == 2:
        assert ("np.dot(x, W.T)" in lines) == (x[1] == W[1])
        assert ("np.dot(x.T, W)" in lines) == (x[0] == W[0])
        assert ("np.dot(W, x)" in lines) == (W[1] == x[0])


# ------------------------------------------------------------------------------------------------------- four orders


@settings(deadline=None, max_examples=60)
@given(products(), st.sampled_from(list(ORDERS)))
def test_every_order_ends_at_the_product_and_adds_what_its_cells_say(product: Product, order: str) -> None:
    played = steps(product, order)
    total = np.zeros_like(product.flat)
    for step in played:
        masked = np.where(step.x, product.rows, 0) @ np.where(step.W, product.columns, 0)
        assert np.array_equal(step.added, np.where(step.z, masked, 0))
        total = total + step.added
        assert np.array_equal(step.totals, total)
        assert step.known[step.z].all()
    assert np.array_equal(played[-1].totals, product.flat)
    assert played[-1].known.all()


@pytest.mark.parametrize(
    ("order", "count"),
    [("row by column", 4), ("column by column", 6), ("row by row", 6), ("outer products", 3)],
)
def test_how_many_steps_an_order_has(order: str, count: int) -> None:
    """(2, 3) . (3, 2): 4 cells; 2 columns of 3; 2 rows of 3; 3 outer products."""
    assert len(steps(read_product(X, W), order)) == count


def test_the_steps_by_hand() -> None:
    product = read_product(X, W)
    first, second, _ = steps(product, "outer products")
    assert first.totals.tolist() == [[7, 8], [28, 32]]  # [1, 4] times [7, 8]
    assert second.added.tolist() == [[18, 20], [45, 50]]  # [2, 5] times [9, 10]
    assert second.caption == "Column 1 of x times row 1 of W is another (2, 2) array: add it"
    column = steps(product, "column by column")[1]
    assert column.totals.tolist() == [[25, 0], [73, 0]] and column.known.tolist() == [[True, False]] * 2
    assert column.caption == "Column 0 of z: add 9 times column 1 of x (W[1, 0] = 9)"
    row = steps(product, "row by row")[3]
    assert row.added.tolist() == [[0, 0], [28, 32]]
    assert row.caption == "Row 1 of z: begins with 4 times row 0 of W (x[1, 0] = 4)"
    cell = steps(product, "row by column")[2]
    assert cell.caption == product.written((1, 0)) and cell.cell == (1, 0)


def test_the_steps_call_things_by_the_names_they_have_in_numpy() -> None:
    stack = Product(np.arange(8).reshape(2, 2, 2), np.array([[1, 2], [3, 4]]))
    assert steps(stack, "row by row")[3].caption == "z[0, 1]: add 3 times row 1 of W (x[0, 1, 1] = 3)"
    assert steps(stack, "column by column")[1].caption == "Column 0 of z: add 3 times x[..., 1] (W[1, 0] = 3)"
    assert steps(stack, "outer products")[0].caption == "x[..., 0] times row 0 of W is a whole (2, 2, 2) array"
    vector = read_product(X, "[1, 0, -1]")
    assert steps(vector, "row by row")[5].caption == "z[1]: add 6 times W[2] (x[1, 2] = 6)"
    assert steps(vector, "column by column")[2].caption == "z: add −1 times column 2 of x (W[2] = −1)"
    assert steps(vector, "outer products")[1].caption == "Column 1 of x times W[1] is another (2,) array: add it"
    number = read_product("[1, -2, 3]", "[4, 5, 6]")
    assert steps(number, "row by row")[1].caption == "z: add −2 times W[1] (x[1] = −2)"
    assert steps(number, "outer products")[1].caption == "z: (−2) × 5 = −10, and 4 makes −6"


def test_one_number_is_made_product_by_product_in_every_order() -> None:
    product = read_product("[1, -2, 3]", "[4, 5, 6]")
    for order in ORDERS:
        assert [int(step.totals[0, 0]) for step in steps(product, order)] == [4, -6, 12]
    assert steps(product, "row by column")[1].caption == "z: (−2) × 5 = −10, and 4 makes −6"


@settings(deadline=None, max_examples=60)
@given(products(), st.sampled_from(list(ORDERS)))
def test_the_code_of_an_order_prints_what_each_step_shows(product: Product, order: str) -> None:
    shown = [step.totals for step in steps(product, order)]
    seen = [values[0] for values in printed(order_code(product, order).replace("print(z)", "print(z.copy())"))]
    assert len(seen) == len(shown)
    assert all(np.array_equal(a, b) for a, b in zip(seen, shown, strict=True))


@settings(deadline=None, max_examples=60)
@given(products(), st.data())
def test_the_code_gives_the_product_and_the_chosen_cell(product: Product, data: st.DataObject) -> None:
    cell = tuple(data.draw(st.integers(0, length - 1)) for length in product.flat.shape)
    (z,), (terms, total) = printed(product_code(product, cell))
    assert np.array_equal(z, product.result)
    assert np.array_equal(terms, product.terms(cell)) and total == product.flat[cell]
    step = cell_step(product, cell)
    assert step.z.sum() == 1 and step.z[cell]
    assert step.x.sum() == step.W.sum() == len(product.columns)
    assert np.array_equal(step.totals, product.flat) and step.known.all()


# ----------------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x", "12", "x is one number, without an axis to sum along: write at least [12]."),
        ("W", "[]", "W has the shape (0,) and no numbers to multiply"),
        ("x", "[0.5, 1]", "x has the dtype float64; here only whole numbers"),
        ("x", "[True, False]", "x has the dtype bool"),
        ("W", "[1, -100]", "W holds a number as large as 100; here -99 to 99"),
        ("W", "[9223372036854775807, -9223372036854775808]", "W holds a number as large as 9223372036854775808"),
        ("W", "[[[1]]]", "W has 3 axes; here one or two, as in the notebook."),
        ("x", "[[[[[1]]]]]", "x has 5 axes; at most 4 here"),
        ("x", "[1,2,3,4,5,6]", "The last axis of x has length 6; at most 5 can be drawn."),
        ("W", "[1,2,3,4,5,6]", "Axis 0 of W has length 6; at most 5"),
        ("W", "[[1,2,3,4,5]]", "W has 5 columns; at most 4"),
        ("x", str([[[1]] * 7, [[1]] * 7]), "x has 14 rows in all; at most 8 can be drawn."),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_reason(name: str, text: str, said: str) -> None:
    with pytest.raises(ProductError) as refusal:
        product_array(text, name=name)
    assert said in str(refusal.value)


def test_a_ragged_list_is_named_by_its_own_array() -> None:
    with pytest.raises(NestedListError, match=r"W\[0\] has length 2, W\[1\] has length 1"):
        product_array("[[1, 2], [3]]", name="W")


def test_shapes_that_do_not_fit_are_a_clash() -> None:
    with pytest.raises(ClashError, match="give W 3 rows, or x 2 columns"):
        read_product(X, "[[1, 2], [3, 4]]")


def read_random(count: int) -> None:
    """Read random texts as either array of a product."""
    for read in (lambda text: read_product(text, W), lambda text: read_product(X, text)):
        attack(read, texts(count), ProductError, NestedListError, ClashError)


def test_random_text_does_no_harm() -> None:
    read_random(2_000)


@pytest.mark.slow
def test_a_hundred_thousand_random_texts_do_no_harm() -> None:
    read_random(100_000)

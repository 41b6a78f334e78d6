"""Descents: by hand, against closed forms, with their reasons; the code of the page gives its path."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.maths.descent import FAR, TOLERANCE, descend
from mnist_lab.maths.descent_words import kind, ledger, number, sentence
from mnist_lab.maths.losses import LOSSES
from mnist_lab.maths.optimisers import CONSTANTS, OPTIMISERS, after_step, at_start
from tests.maths.formulas import UNHURRIED

BOWL = "w**2 / 2"  # the gradient is w, the curvature 1


def test_three_steps_of_plain_descent_by_hand() -> None:
    run = descend("w**2", (1.0,), rate=0.25, steps=3)  # w - 0.25 * 2 w = w / 2
    assert run.path[:, 0].tolist() == [1.0, 0.5, 0.25, 0.125]
    assert run.losses.tolist() == [1.0, 0.25, 0.0625, 0.015625]
    np.testing.assert_allclose(run.products, 0.5, atol=1e-8)  # 0.25 * 2


def test_two_steps_of_momentum_and_nesterov_by_hand() -> None:
    # momentum: m = -0.5 * 2 = -1, w = 1; m = 0.5 * -1 - 0.5 * 1 = -1, w = 0
    assert descend(BOWL, (2.0,), optimiser="momentum", rate=0.5, momentum=0.5, steps=2).path[:, 0].tolist() == [2, 1, 0]
    # Nesterov: m = -1, w = 2 + 0.5 * -1 - 0.5 * 2 = 0.5; m = -0.5 - 0.25 = -0.75, w = 0.5 - 0.375 - 0.25 = -0.125
    run = descend(BOWL, (2.0,), optimiser="nesterov", rate=0.5, momentum=0.5, steps=2)
    assert run.path[:, 0].tolist() == [2.0, 0.5, -0.125]


def test_the_first_steps_of_those_that_adapt_by_hand() -> None:
    # RMSprop: v = 0.1 * 4, step 0.1 * 2 / sqrt(0.4 + 1e-7); Adam: m / sqrt(v), freed of the zeros, is 1: one rate
    run = descend(BOWL, (2.0,), optimiser="rmsprop", rate=0.1, steps=1)
    assert run.path[1, 0] == pytest.approx(2 - 0.2 / np.sqrt(0.4000001), rel=1e-15)
    run = descend(BOWL, (2.0,), optimiser="adam", rate=0.1, steps=1)
    assert run.path[1, 0] == pytest.approx(1.9, abs=1e-6)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_each_line_of_code_is_the_function_beside_it(name: str) -> None:
    optimiser = OPTIMISERS[name]
    values = at_start(optimiser, np.array([1.5, -0.5]), rate=0.1, momentum=0.9)
    for g in ([0.5, 2.0], [-1.0, 0.25]):
        expected = {**values, "g": np.array(g), "t": values["t"] + 1}
        for line in optimiser.lines:
            exec(f"{line.name} = {line.code}", {"np": np}, expected)
        values = after_step(optimiser, values, np.array(g))
        for line in optimiser.lines:
            np.testing.assert_array_equal(values[line.name], expected[line.name])


@given(rate=st.floats(0.01, 3), momentum=st.floats(0, 0.95), name=st.sampled_from(["sgd", "momentum", "nesterov"]))
@settings(UNHURRIED, max_examples=80)
def test_the_limit_divides_what_grows_from_what_shrinks(rate: float, momentum: float, name: str) -> None:
    optimiser = OPTIMISERS[name]
    near = abs(rate / optimiser.limit(momentum) - 1)
    if near < 0.02:
        return
    run = descend(BOWL, (1.0,), optimiser=name, rate=rate, momentum=momentum, steps=500)
    grows = bool(abs(run.path[-1, 0]) > 1)
    assert grows == (rate > optimiser.limit(momentum))


def test_adams_limit_on_a_bowl_whose_strides_stand_still() -> None:
    # with v at rest, Adam is w -= s * m, m = 0.9 m + 0.1 g: on curvature 1 it grows beyond s = 2 (1 + 0.9) / (1 - 0.9)
    limit, beta = OPTIMISERS["adam"].limit(0.0), CONSTANTS["beta_1"]
    for stride, grows in ((0.99 * limit, False), (1.01 * limit, True)):
        w, m = 1.0, 0.0
        for _ in range(500):
            m = beta * m + (1 - beta) * w
            w -= stride * m
        assert (not abs(w) <= 1) is grows


@pytest.mark.parametrize(
    ("name", "start", "rate", "expected", "phrase"),
    [
        ("one weight: bowl", (2.0,), 0.3, "converged", "Converged after 22 steps"),
        ("one weight: bowl", (2.0,), 1.8, "converged", "between 1 and 2: each step lands on the other side, 0.8 times"),
        ("one weight: bowl", (2.0,), 2.0, "oscillates", "2 × 1 = 2; the limit is 2"),
        ("one weight: bowl", (2.0,), 2.2, "diverges", "2.2 × 1 = 2.2, beyond 2. Each step"),
        ("one weight: plateau", (2.9,), 0.01, "slow", "On the way"),
        ("narrow valley", (-2.5, 1.5), 0.95, "swings", "each time a little less: rate × curvature = 0.95 × 2 = 1.9"),
        ("narrow valley", (-2.5, 1.5), 1.05, "diverges", "1.05 × 2 = 2.1, beyond 2"),
        ("narrow valley", (-2.5, 1.5), 0.3, "slow", "along the flattest way only 0.06"),
        ("saddle", (1.5, 0.0), 0.3, "saddle", "stands on a saddle"),
        ("saddle", (1.5, 0.1), 0.3, "endless", "no lowest value"),
        ("saddle", (0.0, 0.0), 0.3, "saddle", "It stands on a saddle"),
        ("one weight: flat spot", (0.001,), 0.3, "stands still", "It stands still: the gradient is below 0.001"),
        ("one weight: flat spot", (0.06,), 0.01, "stands still", "a level place need not be the bottom"),
        ("one weight: flat spot", (-1.5,), 0.3, "converged", "at −2, a minimum"),
    ],
)
def test_what_became_of_it_is_said_with_the_reason(
    name: str, start: tuple[float, ...], rate: float, expected: str, phrase: str
) -> None:
    run = descend(LOSSES[name], start, rate=rate, steps=50)
    assert kind(run) == expected
    assert phrase in sentence(run)


def test_the_adaptive_ones_say_what_is_theirs() -> None:
    run = descend(BOWL, (2.0,), optimiser="rmsprop", rate=1.8, steps=50)
    assert kind(run) == "oscillates" and "about as long as the rate, 1.8" in sentence(run)
    run = descend(BOWL, (2.0,), optimiser="momentum", rate=0.3, momentum=0.9, steps=40)
    moves = np.diff(run.path[:, 0])
    assert f"It has turned back {np.sum(moves[1:] * moves[:-1] < 0)} times: what m had gathered" in sentence(run)
    assert "has no gradient: choose another start" in sentence(descend("log(w)", (-1.0,), rate=0.1, steps=5))
    assert "where the loss has no gradient: the path ends" in sentence(descend("log(w)", (0.5,), rate=1.0, steps=5))


@pytest.mark.parametrize("name", OPTIMISERS)
@pytest.mark.parametrize("text", [*LOSSES.values(), "abs(w)", "log(x) + y"])
def test_the_code_walks_the_path_of_the_page(name: str, text: str) -> None:
    rate = 0.001 if text == LOSSES["Rosenbrock"] else 0.1
    run = descend(text, (1.5, 1.0), optimiser=name, rate=rate, momentum=0.8, steps=30)
    names: dict[str, Any] = {}
    exec(compile(run.code, "page", "exec"), names)
    np.testing.assert_array_equal(np.array(names["path"]), run.path)
    np.testing.assert_array_equal(names["last"], run.losses[-1])


@pytest.mark.parametrize("name", OPTIMISERS)
def test_a_step_written_out_is_the_step_taken(name: str) -> None:
    run = descend(LOSSES["two minima"], (-2.5, 1.5), optimiser=name, rate=0.02, momentum=0.9, steps=12)
    for step in (1, 5, 12):
        columns = ledger(run, step)
        for weight, terms in enumerate(columns):
            assert terms[0].value == run.gradients[step - 1, weight]
            assert terms[-1].value == run.path[step, weight]
            assert terms[-1].symbol == run.loss.names[weight]
            for term in terms[1:]:
                scale = max(abs(float(part)) for part in (term.value, run.gradients[step - 1, weight], 1))
                assert calculated(term.numbers) == pytest.approx(term.value, abs=2e-3 * scale)
                assert term.result == number(term.value)


def calculated(numbers: str) -> float:
    """The value of a line as a reader with a calculator would find it."""
    plain = numbers.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
    raised = "".join(f"**{sign}" if sign != old else sign for sign, old in zip(plain, numbers, strict=True))
    while "**" in raised and any(f"**{a}**{b}" in raised for a in "0123456789" for b in "0123456789"):
        for a in "0123456789":
            for b in "0123456789":
                raised = raised.replace(f"**{a}**{b}", f"**{a}{b}")
    code = raised.replace("·", "*").replace("−", "-").replace("√", "sqrt")
    return float(eval(code, {"sqrt": np.sqrt}))


@given(
    text=st.sampled_from([*LOSSES.values(), "abs(w1) + w2**2", "1 / w", "log(w1) * w2", "sqrt(w)", "exp(exp(w))", "7"]),
    start=st.tuples(st.floats(-3, 3), st.floats(-3, 3)),
    name=st.sampled_from(list(OPTIMISERS)),
    rate=st.floats(1e-4, 4),
    steps=st.integers(1, 25),
)
@settings(UNHURRIED, max_examples=80)
def test_any_run_ends_in_a_sentence(text: str, start: tuple[float, float], name: str, rate: float, steps: int) -> None:
    run = descend(text, start, optimiser=name, rate=rate, momentum=0.9, steps=steps)
    assert run.steps <= steps
    assert sentence(run).endswith(".") and "nan" not in sentence(run).replace("dominant", "")
    if run.ended == "converged":
        assert run.steepness[-1] <= TOLERANCE
    if run.ended == "diverged":
        assert not (np.abs(run.path[-1]) <= FAR).all()
    assert len(run.products) == run.steps

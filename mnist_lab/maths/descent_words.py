"""What a descent did and why, in a sentence; and each of its steps written out with its numbers, term by term."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from mnist_lab.maths.breaks import Floats
from mnist_lab.maths.descent import TOLERANCE, Descent
from mnist_lab.maths.gradients import REACH
from mnist_lab.maths.losses import LEVEL

Kind: TypeAlias = Literal[
    "converged", "stands still", "saddle", "diverges", "endless", "oscillates", "swings", "slow", "no gradient"
]

_SUPERSCRIPT: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_TOKEN = re.compile(r"np\.sqrt|[a-z]\w*|\*\*|.", re.ASCII)


def number(value: float, digits: int = 4) -> str:
    """Return a number as it is written in a sentence; what grew beyond all numbers is ∞.

    Examples
    --------
    >>> number(-0.123456), number(2.0), number(1234567.0)
    ('−0.1235', '2', '1.235e6')
    """
    if not np.isfinite(value):
        return "∞"
    text = f"{value:.{digits}g}"
    return re.sub(r"e([+-])0?(\d+)", lambda m: f"e{'-' * (m[1] == '-')}{m[2]}", text).replace("-", "−")


def place(w: Floats) -> str:
    """Return weights as text: a number, or a pair in brackets; what is 0 but for rounding is 0."""
    inside = ", ".join(number(float(part) if abs(part) > 1e-9 else 0.0, 3) for part in w)
    return inside if len(w) == 1 else f"({inside})"


# -------------------------------------------------------------------------------------------------- what became of it


def kind(run: Descent) -> Kind:
    """Return what became of a run."""
    if run.ended == "no gradient":
        return "no gradient"
    risen = bool(_last(run) > run.losses[0])
    if run.ended == "diverged":
        return "diverges" if risen else "endless"
    if run.ended == "converged":
        lowest = _curvatures(run)[0]
        if lowest < -LEVEL and len(run.loss.names) == 2:
            return "saddle"
        return "converged" if run.loss.at_minimum(run.path[-1:])[0] else "stands still"
    return _under_way(run, risen=risen)


def _under_way(run: Descent, *, risen: bool) -> Kind:
    if run.swings:
        last, before = run.steepness[-6:].mean(), run.steepness[-12:-6].mean()
        if risen and last > before:
            return "diverges"
        return "oscillates" if last > 0.9 * before else "swings"
    gone = np.abs(run.path[-1]).max() > 2 * REACH and run.losses[-1] < run.losses[0]
    return "endless" if gone and run.steepness[-1] >= run.steepness[0] else "slow"


def sentence(run: Descent) -> str:
    """Return what became of a run, with the reason."""
    return _SENTENCES[kind(run)](run)


def _converged(run: Descent) -> str:
    product = run.products[-1] if run.steps else np.nan
    turning = ""
    if run.optimiser.name == "sgd" and 1 < product < 2:
        turning = f" {_product(run, product)}, between 1 and 2: each step lands on the other side, "
        turning += f"{number(product - 1, 3)} times as far from the bottom."
    return f"Converged after {_steps(run.steps)}: the gradient is below {TOLERANCE:g}. {_end(run)}, a minimum.{turning}"


def _stands_still(run: Descent) -> str:
    after = f"After {_steps(run.steps)} it" if run.steps else "It"
    return (
        f"{after} stands still: the gradient is below {TOLERANCE:g}, and the curvature only "
        f"{number(float(_curvatures(run)[0]), 2)}. {_end(run)}: a level place need not be the bottom."
    )


def _saddle(run: Descent) -> str:
    after = f"After {_steps(run.steps)} it" if run.steps else "It"
    low, high = _curvatures(run)
    return (
        f"{after} stands on a saddle: the gradient is 0, the curvature {number(float(high), 3)} one way and "
        f"{number(float(low), 3)} the other. {_end(run)}. The least push to the side, and it would go on down."
    )


def _diverges(run: Descent) -> str:
    began = int(np.nanargmin(run.losses))
    beyond = np.flatnonzero(run.products[began:] > run.limit)
    if not beyond.size:
        return f"Diverges: the loss grew from {number(run.losses[0], 3)} to {number(_last(run), 3)}."
    product = float(run.products[began + beyond[0]])
    limit = number(run.limit, 3)
    rule = limit if run.optimiser.limit_text == limit else f"{run.optimiser.limit_text} = {limit}"
    grows = f", {number(product - 1, 3)} times as far away" if run.optimiser.name == "sgd" else ", farther away"
    return (
        f"Diverges: {_product(run, product)}, beyond {rule}. Each step lands on the other side{grows}. "
        f"The loss went from {number(run.losses[0], 3)} to {number(_last(run), 3)}."
    )


def _endless(run: Descent) -> str:
    return (
        f"Downhill without end: after {_steps(run.steps)} the loss is {number(_last(run), 3)} and still falling. "
        "This loss has no lowest value."
    )


def _oscillates(run: Descent) -> str:
    product = float(np.nanmax(run.products[-6:], initial=0))
    if run.optimiser.adapts:
        why = (
            f"{run.optimiser.title} divides by the usual size of the gradient, so its steps stay about as long as the "
            f"rate, {number(run.rate)}, however near the bottom is."
        )
    else:
        why = f"{_product(run, product)}; the limit is {number(run.limit, 3)}: swings like these do not die out."
    return f"Oscillates, and gets no nearer: {why} {_end(run)}."


def _swings(run: Descent) -> str:
    product = float(run.products[-1])
    return (
        f"Swings from side to side, each time a little less: {_product(run, product)}, the limit is "
        f"{number(run.limit, 3)}. After {_steps(run.steps)}: {_end(run, lower=True)}."
    )


def _slow(run: Descent) -> str:
    said = f"On the way: after {_steps(run.steps)} the gradient is {number(float(run.steepness[-1]), 2)}. {_end(run)}."
    flattest = float(_curvatures(run)[0])
    if not run.optimiser.memory and flattest > 0:
        share = run.rate * flattest
        return (
            f"{said} Across, rate × curvature is {number(float(run.products[-1]), 2)}; along the flattest way only "
            f"{number(share, 2)}: a step takes {share:.2g} of what is left."
            if len(run.loss.names) == 2
            else f"{said} Rate × curvature is {number(share, 2)}: a step takes that share of what is left."
        )
    if flattest <= LEVEL and run.steepness[-1] < 0.1:
        return f"{said} The ground is level here, or bends down: small gradient, short steps."
    moves = np.diff(run.path, axis=0)
    turned = int(((moves[1:] * moves[:-1]).sum(axis=1) < 0).sum())
    if "m" in run.optimiser.memory and turned:
        times = "once" if turned == 1 else f"{turned} times"
        return f"{said} It has turned back {times}: what m had gathered carried it past the bottom."
    return said


def _no_gradient(run: Descent) -> str:
    where = place(run.path[-1])
    if not run.steps:
        return f"At {where} the loss has no gradient: choose another start."
    return f"After {_steps(run.steps)} it is at {where}, where the loss has no gradient: the path ends there."


_SENTENCES: Final = {
    "converged": _converged,
    "stands still": _stands_still,
    "saddle": _saddle,
    "diverges": _diverges,
    "endless": _endless,
    "oscillates": _oscillates,
    "swings": _swings,
    "slow": _slow,
    "no gradient": _no_gradient,
}


def _product(run: Descent, product: float) -> str:
    if run.optimiser.adapts:
        return f"rate / √v × curvature is {number(product, 3)}"
    return f"rate × curvature = {number(run.rate)} × {number(product / run.rate, 3)} = {number(product, 3)}"


def _end(run: Descent, *, lower: bool = False) -> str:
    return f"{'the' if lower else 'The'} loss is {number(run.losses[-1], 3)} at {place(run.path[-1])}"


def _last(run: Descent) -> float:
    """The last loss that is a number."""
    return float(run.losses[np.isfinite(run.losses)][-1])


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"


def _curvatures(run: Descent) -> Floats:
    """The curvatures along the main directions at the end, lowest first; nan where there are none."""
    H = run.loss.curvature(run.path[-1])
    if not np.isfinite(H).all():
        return np.full(len(H), np.nan)
    return np.asarray(np.linalg.eigvalsh(H), np.float64)


# ------------------------------------------------------------------------------------------- a step, term by term


@dataclass(frozen=True)
class Term:
    """One line of an update for one weight.

    Attributes
    ----------
    symbol : str
        What it gives: "g", "m", "v", "r", or the name of a weight.
    rule : str
        The line as a formula.
    numbers : str
        The same with the numbers of this step.
    result : str
    value : float
        What `result` writes.
    """

    symbol: str
    rule: str
    numbers: str
    result: str
    value: float


def ledger(run: Descent, step: int) -> tuple[tuple[Term, ...], ...]:
    """Return step number `step`, from 1, written out: for each weight its gradient, then each line of the update."""
    before, after = run.states[step - 1], run.states[step]
    return tuple(_terms(run, before, after, weight) for weight in range(len(run.loss.names)))


def _terms(run: Descent, before: Any, after: Any, weight: int) -> tuple[Term, ...]:
    name = run.loss.names[weight]
    known = {key: _part(value, weight) for key, value in before.items()}
    known |= {"g": _part(after["g"], weight), "t": after["t"]}
    terms = [Term("g", f"∂loss / ∂{name}", f"at {place(before['w'])}", number(known["g"]), known["g"])]
    for line in run.optimiser.lines:
        value = _part(after[line.name], weight)
        symbol = name if line.name == "w" else line.name
        terms.append(Term(symbol, _read(line.code), _filled(line.code, known), number(value), value))
        known[line.name] = value
    return tuple(terms)


def _part(value: Any, weight: int) -> float:
    return float(np.asarray(value)[weight]) if np.ndim(value) else float(value)


def _read(code: str) -> str:
    """The line as a formula: signs for operators, roots and powers as one writes them."""
    return _set(code, {})


def _filled(code: str, values: dict[str, float]) -> str:
    return _set(code, values)


def _set(code: str, values: dict[str, float]) -> str:
    signs = {"np.sqrt": "√", "*": "·", "-": "−"}
    written: list[str] = []
    raised = False
    for token in _TOKEN.findall(code):
        if token == "**":
            raised = True
            continue
        text = signs.get(token, token)
        if token in values:
            whole = token == "t"
            text = f"{int(values[token])}" if whole else number(values[token])
            text = f"({text})" if text.startswith("−") else text
        written.append(text.translate(_SUPERSCRIPT) if raised and text.isdigit() else f"^{text}" if raised else text)
        raised = False
    return "".join(written).replace("beta_", "β").replace("epsilon", "ε").replace("rho", "ρ")

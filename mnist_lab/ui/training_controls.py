"""The settings of a training run as widgets: each in the URL, each checked, with presets to start from."""

from typing import Any

import streamlit as st

from mnist_lab.runs.settings import ACTIVATIONS, ENGINES, MAX_EPOCHS, MAX_SEED, OPTIMIZERS, Settings, SettingsError
from mnist_lab.ui.state import Panel

RATES = (1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 100.0, 1000.0)
BATCH_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048)
TARGETS = (0.0, 0.9, 0.95, 0.97, 0.98, 0.99)
PATIENCES = (0, 1, 2, 3, 5, 10)

_SHORT = {"keras": "Keras Sequential", "scratch": "From scratch"}

PRESETS: dict[str, dict[str, Any]] = {
    "Notebook": {},
    "Notebook by hand": {"engine": "scratch", "optimizer": "sgd", "rate": 1e-3, "epochs": 10},
    "A step too far": {"optimizer": "sgd", "rate": 100.0, "epochs": 5},
    "8 units": {"hidden": "8"},
    "Tiny batches": {"batch": 4, "optimizer": "sgd", "rate": 0.03, "epochs": 3},
}
"""Name -> what differs from the notebook's Keras network."""


def choose(panel: Panel) -> Settings | None:
    """Draw the controls and return what they say; None where that cannot be trained, and the reason stands in place."""
    above = st.container()
    engine = panel.choice("engine", "Engine", options=tuple(ENGINES), default="keras", format_func=_SHORT.__getitem__)
    layers, shape = st.columns(2, gap="small")
    with layers:
        hint = "One hidden layer, such as 512, or two, such as 128, 64. Each has 1 to 1024 units."
        hidden = panel.text("hidden", "Hidden units", default="512", check=hidden_units, help=hint)
    with shape:
        activation = panel.select("activation", "Activation", options=ACTIVATIONS, default="relu")
    method, size = st.columns(2, gap="small")
    with method:
        optimizer = panel.select("optimizer", "Optimiser", options=OPTIMIZERS, default="rmsprop")
    with size:
        batch_size = panel.select("batch", "Batch size", options=BATCH_SIZES, default=128)
    rate = panel.scale("rate", "Learning rate", options=RATES, default=1e-3, format_func=lambda value: f"{value:g}")
    epochs = panel.slider("epochs", "Epochs", low=1, high=MAX_EPOCHS, default=20)
    seed, target, patience = _ending(panel)
    with above:
        panel.presets(PRESETS)
    try:
        return Settings(
            engine=engine,
            hidden=hidden_units(hidden),
            activation=activation,
            optimizer=optimizer,
            learning_rate=rate,
            batch_size=batch_size,
            epochs=epochs,
            seed=seed,
            target_accuracy=target or None,
            patience=patience or None,
        )
    except SettingsError as error:
        st.error(str(error))
        return None


def hidden_units(text: str) -> tuple[int, ...]:
    """Read "512" or "128, 64" as the sizes of the hidden layers.

    Raises
    ------
    SettingsError
        If that is not one or two whole numbers that can be trained.

    Examples
    --------
    >>> hidden_units("128, 64")
    (128, 64)
    """
    words = text.replace(",", " ").split()
    if not all(word.isascii() and word.isdigit() and len(word) <= 5 for word in words) or not words:
        raise SettingsError(f"Hidden units are one or two whole numbers, such as 512 or 128, 64; {text[:40]!r} is not.")
    return Settings(hidden=tuple(int(word) for word in words)).hidden


def _ending(panel: Panel) -> tuple[int, float, int]:
    """Draw seed and stop rules, which are rarely changed."""
    with st.popover("Seed and stop rules", icon=":material/tune:", width="stretch"):
        seed = panel.number("seed", "Seed", low=0, high=MAX_SEED, default=0, help="Fixes first weights and order.")
        target = panel.select(
            "target",
            "Stop when so many held-out digits are right",
            options=TARGETS,
            default=0.0,
            format_func=lambda share: f"{share:.0%}" if share else "never",
        )
        patience = panel.select(
            "patience",
            "Stop after epochs without progress",
            options=PATIENCES,
            default=0,
            format_func=lambda epochs: str(epochs) if epochs else "never",
        )
        panel.reset()
    return seed, target, patience

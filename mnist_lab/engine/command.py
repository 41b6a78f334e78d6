"""The command line of a recipe that records something on all of MNIST."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from mnist_lab.digits.dataset import Digits, load


def all_digits(parser: argparse.ArgumentParser) -> Digits:
    """Return all 70,000 digits; where there are fewer, the command ends and says how to get them."""
    digits = load()
    if len(digits.train_images) < 60_000:
        parser.error(
            f"the recipe needs all 60,000 training digits, not {digits.source}: python -m mnist_lab.digits download"
        )
    return digits


def recording(module: str, about: str, *, out: Path, arguments: Sequence[str] | None) -> tuple[Digits, Path]:
    """Return all digits and where the record goes: `out`, or what the command line says instead."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=about)
    parser.add_argument("--out", type=Path, default=out, help="where the record goes")
    options = parser.parse_args(arguments)
    return all_digits(parser), options.out


def report(line: str) -> None:
    """Print at once, also into a file."""
    print(line, flush=True)

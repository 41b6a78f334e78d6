"""The digits from a shell.

``python -m mnist_lab.digits`` tells which are in use, ``python -m mnist_lab.digits download`` fetches all 70,000.
"""

import argparse
import sys
from collections.abc import Sequence

from mnist_lab.digits import download
from mnist_lab.digits.dataset import load
from mnist_lab.digits.download import Download
from mnist_lab.digits.errors import DigitsError

USED = {"file": "named by MNIST_LAB_DATA", "keras": "in Keras's cache", "sample": "bundled with the lab"}
OK, FAILED, INTERRUPTED = 0, 1, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns 0, 1 where something could not be used or fetched, 130 after Ctrl+C."""
    parser = argparse.ArgumentParser(
        prog="python -m mnist_lab.digits",
        description="Tell which digits are in use, or fetch all 70,000 into Keras's cache.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("show", help="tell which digits are in use and which could not be used (the default)")
    commands.add_parser("download", help="fetch all 70,000 digits (11 MB) into Keras's cache")
    return fetch() if parser.parse_args(arguments).command == "download" else show()


def show() -> int:
    """Print which digits are in use, and what is wrong with better ones."""
    try:
        digits = load()
    except DigitsError as error:
        print(error, file=sys.stderr)
        return FAILED
    source = digits.source
    print(f"{len(digits.train_labels)} digits to train, {len(digits.test_labels)} to test: {source.path}")
    print(f"({USED[source.kind]})")
    for problem in source.problems:
        print(problem, file=sys.stderr)
    return FAILED if source.problems else OK


def fetch() -> int:
    """Fetch all digits and print how far it is."""
    work = download.start()
    print(f"{work.remote.url}\n-> {work.path}")
    try:
        _print_progress(work)
    except KeyboardInterrupt:
        work.cancel()
        work.settle(seconds=2)
    progress = work.wait()
    print(progress.message, file=sys.stdout if progress.state == "done" else sys.stderr)
    return {"done": OK, "cancelled": INTERRUPTED}.get(progress.state, FAILED)


def _print_progress(work: Download) -> None:
    """Rewrite one line until the download is over; into a file or pipe print nothing of it."""
    live = sys.stdout.isatty()
    while not (progress := work.wait(0.2)).over:
        if live:
            print(f"\r{progress.received / 1e6:5.1f} of {progress.total / 1e6:.1f} MB", end="", flush=True)
    if live:
        print()


if __name__ == "__main__":
    sys.exit(main())

"""From a change of the index to the drawn sheet: `python -m tests.benchmarks.slicing`."""

from tests.benchmarks.changes import browsing, report, typed
from tests.browser.conftest import open_page


def main() -> None:
    """Measure and print."""
    with browsing() as (page, server):
        open_page(page, server, "slicing")
        box = page.get_by_label("Index", exact=True)
        report(page, server, lambda k: typed(box, f"train_images[{k}:{k * 4 + 5}, {k % 14}:, ::{k % 3 + 1}]"))


if __name__ == "__main__":
    main()

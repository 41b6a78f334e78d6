"""The one error of the data files."""


class DigitsError(ValueError):
    """A file with digits cannot be used; the message says which rule it breaks and what came."""

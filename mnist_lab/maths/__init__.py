"""NumPy only: the ideas of the course as short functions that return facts and the code that gives them."""

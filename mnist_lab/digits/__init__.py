"""The data: NumPy arrays of digits, where they come from, and drawings made into images of their kind."""

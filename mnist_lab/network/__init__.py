"""A trained network as plain NumPy arrays."""

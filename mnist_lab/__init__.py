"""MNIST Lab: one idea at a time, moved by hand, seen in numbers and in a picture, with the code that did it."""

"""The tree to Python: one function for each method and block of the code, compiled once."""

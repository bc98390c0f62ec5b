"""The error of this package."""


class RecipeError(Exception):
    """A step cannot be done. The message says what was expected, what came, and what to do; it is printed without a stack."""

"""The head of a tower: a linear map, plus a block of two layers with GELU, scaled to length 1."""

import jax
import jax.numpy as jnp
import numpy as np

from training.nets.parameters import Array, Parameters


def make_head(matrix: np.ndarray, bias: np.ndarray, hidden: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """
    A head that begins as a given linear map: the second layer of its block is zero.
    @param matrix: [inputs, outputs]
    """
    inputs, outputs = matrix.shape
    first = rng.standard_normal((inputs, hidden)) * np.sqrt(2 / inputs)
    return {
        "head/matrix": matrix.astype(np.float32),
        "head/bias": bias.astype(np.float32),
        "head/in": first.astype(np.float32),
        "head/in_bias": np.zeros(hidden, np.float32),
        "head/out": np.zeros((hidden, outputs), np.float32),
    }


def apply_head(parameters: Parameters, x: Array) -> Array:
    """@param x: [batch, inputs]. @return unit vectors [batch, outputs]"""
    hidden = jax.nn.gelu(x @ parameters["head/in"] + parameters["head/in_bias"], approximate=False)
    return to_unit(x @ parameters["head/matrix"] + parameters["head/bias"] + hidden @ parameters["head/out"])


def to_unit(x: Array) -> Array:
    """Scales the last axis to L2 norm 1."""
    return x / jnp.sqrt(jnp.sum(x * x, axis=-1, keepdims=True) + 1e-12)

"""
The small text tower. It begins as the mean of what the teacher says of each piece by itself, led into the space by a linear map, and learns what context
changes.

    ids ─ table (fixed, 4 bits) ─ + position ─ blocks of attention and two layers ─ weighted mean ─ head ─ unit vector

The second matrix of each block is zero at first, and the weights of the mean are equal. The table stays as it is: a word that no caption holds keeps the
meaning that the teacher gives it.
"""

from dataclasses import asdict, dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from training.errors import RecipeError
from training.nets.head import apply_head, make_head
from training.nets.parameters import Array, Parameters

#: Of layer normalisation.
EPSILON = 1e-6

#: Added to the logits of padding, which then has no weight in float32.
MASKED = -1e9

#: Of the regression that the head begins with, as a share of the mean variance of its inputs.
RIDGE = 0.003


@dataclass(frozen=True)
class StudentShape:
    """Sizes of a student. `heads` divides `width`; `width` is a multiple of the table's block of 32."""

    width: int = 256
    blocks: int = 2
    heads: int = 4
    max_tokens: int = 64
    hidden: int = 512

    def to_settings(self) -> dict[str, Any]:
        return asdict(self)


def reduce_vocabulary(vectors: np.ndarray, width: int) -> np.ndarray:
    """
    Principal components of the teacher's vectors of all pieces. What all of them have in common is left out.
    @return table [pieces, width]
    @raise RecipeError when there are fewer components
    """
    if width > vectors.shape[1]:
        raise RecipeError(f"--width must be at most the {vectors.shape[1]} numbers of a vector, got {width}.")
    centred = vectors - vectors.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return centred @ axes[:, ::-1][:, :width]


def fit_start(table: np.ndarray, tokens: list[list[int]], targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """
    The linear map from the mean of a text's pieces to its vector, by ridge regression.
    @return matrix [width, length] and bias [length]
    """
    means = np.stack([table[ids].mean(axis=0) for ids in tokens])
    middle, target = means.mean(axis=0), targets.mean(axis=0)
    x = means - middle
    products = x.T @ x
    products += RIDGE * np.trace(products) / len(products) * np.eye(len(products))
    matrix = np.linalg.solve(products, x.T @ (targets - target))
    return matrix, target - middle @ matrix


def make_student(shape: StudentShape, matrix: np.ndarray, bias: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    """Everything of a student but its table. @param matrix: and bias: from `fit_start`"""
    rng = np.random.default_rng(seed)
    width = shape.width
    # Arrays of numpy: JAX would compile a program to make each of them.
    parameters: dict[str, np.ndarray] = {"positions": _zeros(shape.max_tokens, width), "score": _zeros(width)}
    for i in range(shape.blocks):
        for name in ("query", "key", "value", "up"):
            columns = 2 * width if name == "up" else width
            drawn = rng.standard_normal((width, columns)) / np.sqrt(width)
            parameters[f"block.{i}/{name}"] = drawn.astype(np.float32)
            parameters[f"block.{i}/{name}_bias"] = _zeros(columns)
        parameters[f"block.{i}/mix"] = _zeros(width, width)
        parameters[f"block.{i}/down"] = _zeros(2 * width, width)
        for name in ("attention", "layers"):
            parameters[f"block.{i}/{name}_gain"] = np.ones(width, np.float32)
            parameters[f"block.{i}/{name}_shift"] = _zeros(width)
    return {**parameters, **make_head(matrix, bias, shape.hidden, rng)}


def _zeros(*shape: int) -> np.ndarray:
    return np.zeros(shape, np.float32)


def normalise(x: Array, gain: Array, shift: Array) -> Array:
    """Layer normalisation."""
    centred = x - x.mean(axis=-1, keepdims=True)
    return centred / jnp.sqrt((centred * centred).mean(axis=-1, keepdims=True) + EPSILON) * gain + shift


def _attend(p: Parameters, block: str, heads: int, x: Array, masked: Array) -> Array:
    batch, length, width = x.shape

    def project(name: str) -> Array:
        projected = x @ p[f"{block}/{name}"] + p[f"{block}/{name}_bias"]
        return projected.reshape(batch, length, heads, width // heads).transpose(0, 2, 1, 3)

    query, key, value = project("query"), project("key"), project("value")
    logits = query @ key.transpose(0, 1, 3, 2) / np.sqrt(width // heads) + masked[:, None, None, :]
    mixed = (jax.nn.softmax(logits, axis=-1) @ value).transpose(0, 2, 1, 3).reshape(batch, length, width)
    return mixed @ p[f"{block}/mix"]


def apply_student(p: Parameters, table: Array, ids: Array, mask: Array, shape: StudentShape) -> Array:
    """
    @param table: [pieces, width]
    @param ids: int [batch, tokens]
    @param mask: float [batch, tokens], 1 for a token and 0 for padding
    @return unit vectors [batch, length]
    """
    masked = (1 - mask) * MASKED
    x = table[ids] + p["positions"][: ids.shape[1]]
    for i in range(shape.blocks):
        block = f"block.{i}"
        x = x + _attend(
            p, block, shape.heads, normalise(x, p[f"{block}/attention_gain"], p[f"{block}/attention_shift"]), masked
        )
        y = (
            normalise(x, p[f"{block}/layers_gain"], p[f"{block}/layers_shift"]) @ p[f"{block}/up"]
            + p[f"{block}/up_bias"]
        )
        x = x + jax.nn.gelu(y, approximate=False) @ p[f"{block}/down"]
    weights = jax.nn.softmax(x @ p["score"] + masked, axis=-1)
    return apply_head(p, (x * weights[:, :, None]).sum(axis=1))

"""Weights in few bits: tables in 4, matrices in 8."""

from dataclasses import dataclass

import numpy as np

from training.errors import RecipeError

#: Columns of a table that share a scale and an offset.
BLOCK = 32

#: The highest number of 4 bits.
LEVELS = 15


@dataclass(frozen=True)
class PackedTable:
    """
    A table in 4 bits a number. Column `c` of the first half of a row is in the low half of byte `c`, the column as far into the second half in its high
    half. A number is `code × scale + offset`, with scale and offset of its block.
    """

    #: uint8 [rows, columns / 2]
    codes: np.ndarray
    #: float16 [rows, columns / BLOCK]
    scales: np.ndarray
    #: float16 [rows, columns / BLOCK]
    offsets: np.ndarray


def pack_table(table: np.ndarray) -> PackedTable:
    """@param table: float [rows, columns], columns a multiple of 32 and even in blocks of it"""
    rows, columns = table.shape
    if columns % BLOCK:
        raise RecipeError(f"A table in 4 bits must have a multiple of {BLOCK} columns, got {columns}.")
    blocks = table.reshape(rows, -1, BLOCK).astype(np.float32)
    low, high = blocks.min(axis=2), blocks.max(axis=2)
    offsets = low.astype(np.float16)
    # Of the offset as it is stored, so that the highest number is within reach after rounding.
    scales = ((high - offsets.astype(np.float32)) / LEVELS).astype(np.float16)
    divisor = np.where(scales > 0, scales, 1).astype(np.float32)[:, :, None]
    codes = np.rint((blocks - offsets.astype(np.float32)[:, :, None]) / divisor)
    codes = np.clip(codes, 0, LEVELS).astype(np.uint8).reshape(rows, columns)
    half = columns // 2
    return PackedTable(codes[:, :half] | (codes[:, half:] << 4), scales, offsets)


def unpack_table(packed: PackedTable) -> np.ndarray:
    """The numbers that a packed table stands for, float32 [rows, columns]."""
    codes = np.concatenate([packed.codes & LEVELS, packed.codes >> 4], axis=1).astype(np.float32)
    blocks = codes.reshape(len(codes), -1, BLOCK)
    numbers = blocks * packed.scales.astype(np.float32)[:, :, None] + packed.offsets.astype(np.float32)[:, :, None]
    return numbers.reshape(codes.shape)


def pack_matrix(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """@return int8 codes and float32 scales [1, columns], whose product is the matrix to within half a step"""
    scales = np.abs(matrix).max(axis=0, keepdims=True) / 127
    scales = np.where(scales > 0, scales, 1).astype(np.float32)
    return np.rint(matrix / scales).astype(np.int8), scales

"""Weights in few bits."""

import numpy as np
import pytest

from training.errors import RecipeError
from training.onnx_files.packing import BLOCK, LEVELS, pack_matrix, pack_table, unpack_table


def test_a_table_in_4_bits_is_right_to_half_a_step() -> None:
    table = np.random.default_rng(0).standard_normal((200, 4 * BLOCK)).astype(np.float32)
    table[3] = 0.25
    table[4, :BLOCK] *= 100
    packed = pack_table(table)
    assert packed.codes.shape == (200, 2 * BLOCK)
    blocks = table.reshape(200, 4, BLOCK)
    steps = (blocks.max(axis=2) - blocks.min(axis=2)) / LEVELS
    error = np.abs(unpack_table(packed).reshape(blocks.shape) - blocks).max(axis=2)
    # Scale and offset are stored in 16 bits, which adds a thousandth of the range.
    assert (error <= steps / 2 + 0.001 * np.abs(blocks).max(axis=2) + 1e-6).all()
    # Fewer than the 16 levels would be a waste of bits.
    assert len(np.unique(packed.codes[4] & LEVELS)) > 10


def test_a_table_of_another_width_is_refused() -> None:
    with pytest.raises(RecipeError, match="a multiple of 32 columns, got 40"):
        pack_table(np.zeros((2, 40)))


def test_a_matrix_in_8_bits_is_right_to_half_a_step_of_each_column() -> None:
    matrix = np.random.default_rng(1).standard_normal((64, 10)).astype(np.float32) * np.logspace(
        -3, 3, 10, dtype=np.float32
    )
    matrix[:, 2] = 0
    codes, scales = pack_matrix(matrix)
    assert codes.dtype == np.int8
    assert (np.abs(codes * scales - matrix) <= scales * 0.501).all()

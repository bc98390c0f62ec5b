"""The exported graph against the net that was trained."""

import jax
import numpy as np
import onnxruntime as ort
import pytest

from training.errors import RecipeError
from training.nets.student import StudentShape, apply_student, fit_start, make_student, reduce_vocabulary
from training.onnx_files.packing import pack_table, unpack_table
from training.onnx_files.student_graph import make_student_model

#: One program for each shape; step by step, each operation would be one.
apply = jax.jit(apply_student, static_argnums=4)

SHAPE = StudentShape(width=64, blocks=2, heads=4, max_tokens=16, hidden=48)


def make_random_student():
    """A student in which nothing is zero, so that every part of the graph counts."""
    vocabulary = np.random.default_rng(0).standard_normal((100, 80)).astype(np.float32)
    packed = pack_table(reduce_vocabulary(vocabulary, SHAPE.width))
    rng = np.random.default_rng(1)
    student = make_student(SHAPE, np.eye(SHAPE.width, 80), np.zeros(80), 0)
    noise = {name: 0.1 * rng.standard_normal(value.shape).astype(np.float32) for name, value in student.items()}
    return {name: value + noise[name] for name, value in student.items()}, packed


def test_the_graph_gives_the_vectors_of_the_net() -> None:
    parameters, packed = make_random_student()
    model = make_student_model(parameters, packed, SHAPE)
    session = ort.InferenceSession(model.SerializeToString())
    rng = np.random.default_rng(2)
    for length in (1, 16):
        ids = rng.integers(0, 100, (3, length))
        mask = np.ones_like(ids)
        mask[0, 1 + length // 2 :] = 0
        expected = apply(parameters, unpack_table(packed), ids, mask.astype(np.float32), SHAPE)
        (vectors,) = session.run(None, {"input_ids": ids, "attention_mask": mask})
        assert vectors.shape == (3, 80)
        # Matrices of 4,096 numbers and more are in 8 bits.
        assert ((vectors * np.asarray(expected)).sum(axis=1) > 0.9995).all()


def test_padding_changes_nothing() -> None:
    parameters, packed = make_random_student()
    model = make_student_model(parameters, packed, SHAPE)
    session = ort.InferenceSession(model.SerializeToString())
    ids = np.random.default_rng(3).integers(0, 100, (1, 6))
    (bare,) = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
    padded, mask = (np.concatenate([part, np.zeros((1, 8), np.int64)], axis=1) for part in (ids, np.ones_like(ids)))
    (filled,) = session.run(None, {"input_ids": padded, "attention_mask": mask})
    np.testing.assert_allclose(filled, bare, atol=1e-5)


def test_a_table_wider_than_a_vector_is_refused() -> None:
    with pytest.raises(RecipeError, match="at most the 24 numbers of a vector, got 32"):
        reduce_vocabulary(np.zeros((100, 24)), 32)


def test_a_new_student_is_the_best_linear_map_of_the_mean_of_its_pieces() -> None:
    rng = np.random.default_rng(4)
    table = rng.standard_normal((100, 64)).astype(np.float32)
    tokens = [rng.integers(0, 100, 3).tolist() for _ in range(400)]
    aim = rng.standard_normal((64, 80))
    targets = np.stack([table[ids].mean(axis=0) @ aim for ids in tokens]) + 0.3
    matrix, bias = fit_start(table, tokens[:300], targets[:300])
    student = make_student(SHAPE, matrix, bias, 0)
    vectors = np.asarray(apply(student, table, np.array(tokens[300:]), np.ones((100, 3), np.float32), SHAPE))
    unseen = targets[300:] / np.linalg.norm(targets[300:], axis=1, keepdims=True)
    assert ((vectors * unseen).sum(axis=1) > 0.999).all()

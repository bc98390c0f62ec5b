"""The student of `nets/student.py` as an ONNX graph."""

import numpy as np
from onnx import ModelProto, TensorProto

from training.nets.student import EPSILON, MASKED, StudentShape
from training.onnx_files.graph import GraphBuilder, add_head, finish_model
from training.onnx_files.packing import PackedTable


def make_student_model(parameters: dict[str, np.ndarray], table: PackedTable, shape: StudentShape) -> ModelProto:
    """A text tower: `input_ids` and `attention_mask`, int64 [batch, tokens], to `text_embeds`, float32 [batch, length], L2 norm 1."""
    b = GraphBuilder()
    mask = b.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    masked = b.add("Mul", b.add("Sub", b.constant(1.0), mask), b.constant(MASKED))
    length = b.add("Shape", "input_ids", start=1, end=2)
    positions = b.add("Slice", b.constant(parameters["positions"]), b.constant([0]), length, b.constant([0]))
    x = b.add("Add", b.rows(table, "input_ids"), positions)
    for i in range(shape.blocks):
        own = {
            name.removeprefix(f"block.{i}/"): value
            for name, value in parameters.items()
            if name.startswith(f"block.{i}/")
        }
        x = b.add("Add", x, _add_attention(b, own, _normalise(b, own, "attention", x), masked, shape))
        y = b.gelu(b.linear(_normalise(b, own, "layers", x), own["up"], own["up_bias"]))
        x = b.add("Add", x, b.linear(y, own["down"]))
    scores = b.add("Squeeze", b.add("MatMul", x, b.constant(parameters["score"][:, None])), b.constant([2]))
    weights = b.add("Softmax", b.add("Add", scores, masked), axis=-1)
    weighted = b.add("Mul", x, b.add("Unsqueeze", weights, b.constant([2])))
    mean = b.add("ReduceSum", weighted, b.constant([1]), keepdims=0)
    add_head(b, parameters, mean, "text_embeds")
    return finish_model(b, "student", "text_embeds", parameters["head/bias"].size)


def _normalise(b: GraphBuilder, own: dict[str, np.ndarray], name: str, x: str) -> str:
    return b.add(
        "LayerNormalization",
        x,
        b.constant(own[f"{name}_gain"]),
        b.constant(own[f"{name}_shift"]),
        axis=-1,
        epsilon=EPSILON,
    )


def _add_attention(b: GraphBuilder, own: dict[str, np.ndarray], x: str, masked: str, shape: StudentShape) -> str:
    size = shape.width // shape.heads
    apart = b.constant([0, 0, shape.heads, size])

    def project(name: str, order: list[int]) -> str:
        projected = b.linear(x, own[name], own[f"{name}_bias"])
        return b.add("Transpose", b.add("Reshape", projected, apart), perm=order)

    query, value = project("query", [0, 2, 1, 3]), project("value", [0, 2, 1, 3])
    key = project("key", [0, 2, 3, 1])
    logits = b.add("Mul", b.add("MatMul", query, key), b.constant(float(1 / np.sqrt(size))))
    chances = b.add("Softmax", b.add("Add", logits, b.add("Unsqueeze", masked, b.constant([1, 2]))), axis=-1)
    mixed = b.add("Transpose", b.add("MatMul", chances, value), perm=[0, 2, 1, 3])
    return b.linear(b.add("Reshape", mixed, b.constant([0, 0, shape.width])), own["mix"])

"""ONNX graphs of heads and students, of standard operators only."""

from typing import Any

import numpy as np
import onnx
from onnx import ModelProto, TensorProto, helper, numpy_helper

from training.onnx_files.cut import rename_tensor, vector_output
from training.onnx_files.packing import BLOCK, LEVELS, PackedTable, pack_matrix

#: The version of operators that has shifts and ands of bytes, and layer normalisation.
OPSET = 18

#: Read by every ONNX Runtime since 1.14.
IR_VERSION = 9

#: Matrices with fewer numbers stay in 32 bits: they take little room.
MIN_PACKED = 4096


class GraphBuilder:
    """Collects nodes and weights."""

    def __init__(self, prefix: str = "s") -> None:
        """@param prefix: of all names, where nodes are added to those of another graph"""
        self._prefix = prefix
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[TensorProto] = []

    def add(self, operator: str, *inputs: str, name: str | None = None, **attributes: Any) -> str:
        """@return the name of the node's output"""
        output = name or f"{self._prefix}/{len(self.nodes)}/{operator}"
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def constant(self, value: np.ndarray | list[int] | float) -> str:
        """Integers become int64, floating point numbers float32; arrays keep their type."""
        array = (
            value
            if isinstance(value, np.ndarray)
            else np.array(value, np.float32 if isinstance(value, float) else np.int64)
        )
        name = f"{self._prefix}/weights/{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(array, order="C"), name))
        return name

    def matrix(self, matrix: np.ndarray) -> str:
        """A matrix [inputs, outputs] in 8 bits with a scale for each output, widened when the session loads."""
        if matrix.size < MIN_PACKED:
            return self.constant(matrix.astype(np.float32))
        codes, scales = pack_matrix(matrix)
        return self.add("Mul", self._widen(self.constant(codes)), self.constant(scales))

    def linear(self, x: str, matrix: np.ndarray, bias: np.ndarray | None = None) -> str:
        product = self.add("MatMul", x, self.matrix(matrix))
        return product if bias is None else self.add("Add", product, self.constant(bias.astype(np.float32)))

    def gelu(self, x: str) -> str:
        """x · (1 + erf(x / √2)) / 2"""
        bell = self.add("Erf", self.add("Mul", x, self.constant(float(np.sqrt(0.5)))))
        return self.add("Mul", self.add("Mul", x, self.constant(0.5)), self.add("Add", bell, self.constant(1.0)))

    def rows(self, table: PackedTable, ids: str) -> str:
        """Rows of a table in 4 bits, as float32 [batch, tokens, columns]. Only the rows that a text needs are unpacked."""
        columns = 2 * table.codes.shape[1]
        packed = self.add("Gather", self.constant(table.codes), ids)
        low = self.add("BitwiseAnd", packed, self.constant(np.array(LEVELS, np.uint8)))
        high = self.add("BitShift", packed, self.constant(np.array(4, np.uint8)), direction="RIGHT")
        codes = self._widen(self.add("Concat", low, high, axis=-1))
        blocks = self.add("Reshape", codes, self.constant([0, 0, columns // BLOCK, BLOCK]))
        last = self.constant([-1])
        scales, offsets = (
            self.add("Unsqueeze", self._widen(self.add("Gather", self.constant(part), ids)), last)
            for part in (table.scales, table.offsets)
        )
        numbers = self.add("Add", self.add("Mul", blocks, scales), offsets)
        return self.add("Reshape", numbers, self.constant([0, 0, columns]))

    def _widen(self, x: str) -> str:
        return self.add("Cast", x, to=TensorProto.FLOAT)


def add_head(builder: GraphBuilder, parameters: dict[str, np.ndarray], x: str, output: str) -> None:
    """The head of `nets/head.py`. @param x: [batch, inputs]"""
    hidden = builder.gelu(builder.linear(x, parameters["head/in"], parameters["head/in_bias"]))
    straight = builder.linear(x, parameters["head/matrix"], parameters["head/bias"])
    total = builder.add("Add", straight, builder.linear(hidden, parameters["head/out"]))
    builder.add("LpNormalization", total, name=output, axis=-1, p=2)


def replace_head(model: ModelProto, tensor: str, parameters: dict[str, np.ndarray], output: str) -> None:
    """
    Puts a head behind a graph that ends at `tensor`; see `cut_at`. The names of the graph's own output and of the new one may be the same.
    @param output: name of the new output
    """
    features = "head/features"
    rename_tensor(model, tensor, features)
    builder = GraphBuilder("head")
    flat = builder.add("Flatten", features, axis=1)
    add_head(builder, parameters, flat, output)
    model.graph.node.extend(builder.nodes)
    model.graph.initializer.extend(builder.weights)
    del model.graph.output[:]
    model.graph.output.append(vector_output(output, parameters["head/bias"].size))


def finish_model(builder: GraphBuilder, name: str, output: str, length: int) -> ModelProto:
    """A checked text tower of the builder's nodes."""
    inputs = [
        helper.make_tensor_value_info(one, TensorProto.INT64, ["batch", "tokens"])
        for one in ("input_ids", "attention_mask")
    ]
    graph = helper.make_graph(builder.nodes, name, inputs, [vector_output(output, length)], builder.weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model, full_check=True)
    return model

"""A part of an ONNX graph."""

import onnx
from onnx import ModelProto, TensorProto, helper

from training.errors import RecipeError


def cut_at(model: ModelProto, tensor: str) -> ModelProto:
    """
    The part of a model that computes one tensor, which becomes its only output. Features are read there, and a new head can be put in place of the old.
    @raise RecipeError when there is no such tensor
    """
    graph = model.graph
    maker = {name: node for node in graph.node for name in node.output}
    if tensor not in maker:
        close = [name for name in maker if tensor.rsplit("/", 1)[-1] in name][:5]
        hint = f" Similar: {', '.join(close)}." if close else ""
        raise RecipeError(
            f"The graph {graph.name} has no tensor {tensor}.{hint} Outputs: {', '.join(o.name for o in graph.output)}."
        )
    needed: set[str] = set()
    waiting = [tensor]
    while waiting:
        name = waiting.pop()
        if name in needed:
            continue
        needed.add(name)
        if name in maker:
            waiting.extend(maker[name].input)
    # A loop over the nodes keeps their order, which ONNX wants sorted.
    nodes = [node for node in graph.node if any(name in needed for name in node.output)]
    part = helper.make_graph(
        nodes,
        graph.name,
        [value for value in graph.input if value.name in needed],
        [onnx.ValueInfoProto(name=tensor)],
        [weights for weights in graph.initializer if weights.name in needed],
    )
    cut = helper.make_model(part, opset_imports=model.opset_import)
    cut.ir_version = model.ir_version
    return cut


def rename_tensor(model: ModelProto, old: str, new: str) -> None:
    """Renames a tensor wherever it occurs."""
    for node in model.graph.node:
        for names in (node.input, node.output):
            for i, name in enumerate(names):
                if name == old:
                    names[i] = new
    for value in model.graph.output:
        if value.name == old:
            value.name = new


def vector_output(name: str, length: int) -> onnx.ValueInfoProto:
    """An output of one vector for each item of a batch."""
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", length])

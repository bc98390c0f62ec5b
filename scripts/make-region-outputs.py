"""Writes data/models/*/onnx/vision_regions.pb: a second output for the image towers that ship, with a vector for each cell of a grid over the image.

Image towers of this family average a map of 9 × 9 cells before their last layers. The new nodes average each cell with its neighbours (3 × 3, cut at
the border) and put all 81 means through the same layers, with the weights that the tower has already: cell = row * 9 + column.

The file is a fragment of an ONNX model, without weights. Serialized protocol buffers are merged by writing them one behind the other, so that the
tower's file followed by the fragment is a whole model with the outputs `image_embeds`, as before, and `region_embeds` [batch, 81, 512].
Needs `pip install onnx`. The files are committed; to change them: python3 scripts/make-region-outputs.py
"""

from pathlib import Path

import numpy as np
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, checker, helper, load_model_from_string, numpy_helper

MODELS = Path(__file__).parent.parent / "data/models"
CELLS = 9
CHANNELS = 1280
DIM = 512
MAP = "/net/_swish_1/Clip_output_0"
MEAN = "/net/ReduceMean_output_0"
OUTPUT = "image_embeds"
PREFIX = "regions:"


def neighbourhoods():
    """Column c: the weights of the 81 values of the map in the mean of cell c."""
    weights = np.zeros((CELLS, CELLS, CELLS, CELLS), np.float32)
    for row in range(CELLS):
        for column in range(CELLS):
            cell = weights[:, :, row, column]
            cell[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2] = 1
            cell /= cell.sum()
    return weights.reshape(CELLS**2, CELLS**2)


def make_fragment(tower):
    constants = {
        "map shape": np.array([0, CHANNELS, CELLS**2], np.int64),
        "neighbourhoods": neighbourhoods(),
        "means shape": np.array([-1, CHANNELS], np.int64),
        "output shape": np.array([-1, CELLS**2, DIM], np.int64),
    }
    name = {key: PREFIX + key for key in [*constants, "map", "means", "transposed"]}
    nodes = [
        helper.make_node("Reshape", [MAP, name["map shape"]], [name["map"]]),
        helper.make_node("MatMul", [name["map"], name["neighbourhoods"]], [name["means"]]),
        helper.make_node("Transpose", [name["means"]], [name["transposed"]], perm=[0, 2, 1]),
        helper.make_node("Reshape", [name["transposed"], name["means shape"]], [PREFIX + MEAN]),
    ]
    # The layers behind the mean once more: whatever depends on it gets a name of its own.
    renamed = {MEAN}
    for node in tower.node:
        if not renamed.intersection(node.input):
            continue
        copy = NodeProto()
        copy.CopyFrom(node)
        copy.name = PREFIX + node.name
        copy.input[:] = [PREFIX + one if one in renamed else one for one in node.input]
        copy.output[:] = [PREFIX + one for one in node.output]
        renamed.update(node.output)
        nodes.append(copy)
    nodes.append(helper.make_node("Reshape", [PREFIX + OUTPUT, name["output shape"]], ["region_embeds"]))
    return ModelProto(
        graph=GraphProto(
            node=nodes,
            initializer=[numpy_helper.from_array(value, name[key]) for key, value in constants.items()],
            output=[helper.make_tensor_value_info("region_embeds", TensorProto.FLOAT, ["batch", CELLS**2, DIM])],
        )
    )


for file in sorted(MODELS.glob("photoseek-mini*/onnx/vision_model.onnx")):
    whole = file.read_bytes()
    fragment = make_fragment(load_model_from_string(whole).graph).SerializeToString()
    checker.check_model(load_model_from_string(whole + fragment))
    target = file.with_name("vision_regions.pb")
    target.write_bytes(fragment)
    print(f"{target}: {len(fragment)} bytes")

"""A tiny model folder and photos for it, made on the spot."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from training.inputs.files import write_json

WORDS = ["a", "dog", "cat", "red", "blue", "on", "the", "beach", "runs", "sleeps", "grass", "two", "dogs", "snow", "in"]
DIM = 32
EDGE = 16


def make_model(folder: Path, words: list[str] = WORDS) -> Path:
    """
    A model whose towers are random, but for one thing: colour decides the vector of a photo, and the words for it that of a text. Its text tower has a
    tensor `pooled` before the output, its image tower one called `colours`. With other words, it is the same model in another language.
    """
    rng = np.random.default_rng(7)
    (folder / "onnx").mkdir(parents=True)
    vocabulary = {word: i for i, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *words])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    write_json(folder / "tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast"})
    write_json(
        folder / "config.json",
        {
            "model_type": "clip",
            "projection_dim": DIM,
            "text_config": {"max_position_embeddings": 12},
            "vision_config": {"image_size": EDGE},
        },
    )
    spec = {
        "size": EDGE,
        "crop_size": EDGE,
        "do_center_crop": True,
        "resample": 3,
        "image_mean": [0.5] * 3,
        "image_std": [0.5] * 3,
    }
    write_json(folder / "preprocessor_config.json", spec)
    _save(folder / "onnx/text_model.onnx", _make_text_tower(rng, len(vocabulary)))
    _save(folder / "onnx/vision_model.onnx", _make_image_tower(rng))
    return folder


def make_photos(folder: Path, count: int = 24) -> Path:
    """Plain photos in red or blue, of odd sizes, two captions each. @return the file of captions"""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(3)
    lines = ["file\tcaption"]
    for i in range(count):
        colour = ("red", "blue")[i % 2]
        level = int(rng.integers(120, 255))
        Image.new("RGB", (20 + i, 18), (level, 0, 0) if colour == "red" else (0, 0, level)).save(folder / f"{i:02}.png")
        animal = WORDS[1 + i % 2]
        lines += [f"{i:02}.png\tA {colour} {animal} on the", f"{i:02}.png\t{animal} runs in {colour} snow"]
    captions = folder.parent / "captions.tsv"
    captions.write_text("\n".join(lines) + "\n")
    return captions


def _make_text_tower(rng: np.random.Generator, pieces: int) -> onnx.GraphProto:
    weights = {
        "table": rng.standard_normal((pieces, 8)),
        "matrix": rng.standard_normal((8, DIM)),
        "axis": np.array([1]),
        "last": np.array([2]),
    }
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["rows"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last"], ["wide"]),
        helper.make_node("Mul", ["rows", "wide"], ["kept"]),
        helper.make_node("ReduceSum", ["kept", "axis"], ["pooled"], keepdims=0),
        helper.make_node("MatMul", ["pooled", "matrix"], ["long"]),
        helper.make_node("LpNormalization", ["long"], ["text_embeds"], axis=-1, p=2),
    ]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    return helper.make_graph(nodes, "text", inputs, [_output("text_embeds")], _to_tensors(weights))


def _make_image_tower(rng: np.random.Generator) -> onnx.GraphProto:
    nodes = [
        helper.make_node("GlobalAveragePool", ["pixel_values"], ["colours"]),
        helper.make_node("Flatten", ["colours"], ["flat"], axis=1),
        helper.make_node("MatMul", ["flat", "matrix"], ["long"]),
        helper.make_node("LpNormalization", ["long"], ["image_embeds"], axis=-1, p=2),
    ]
    pixels = helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["batch", 3, EDGE, EDGE])
    return helper.make_graph(
        nodes, "vision", [pixels], [_output("image_embeds")], _to_tensors({"matrix": rng.standard_normal((3, DIM))})
    )


def _output(name: str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", DIM])


def _to_tensors(weights: dict[str, np.ndarray]) -> list[TensorProto]:
    return [
        numpy_helper.from_array(value.astype(np.float32) if value.dtype.kind == "f" else value, name)
        for name, value in weights.items()
    ]


def _save(path: Path, graph: onnx.GraphProto) -> None:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    model.ir_version = 9
    onnx.save(model, path)

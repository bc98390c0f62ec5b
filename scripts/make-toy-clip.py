"""Writes test/fixtures/models/toy-clip: a model folder of about 35 KB with the files, inputs and outputs of a CLIP on the hub.

Two layers a tower, weights from a fixed seed, trained on nothing: for tests of download, loading and failures, not of search quality.
Needs `pip install onnx`. The files are committed; to change them: python3 scripts/make-toy-clip.py && npm run format
"""

import json
from pathlib import Path

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

FOLDER = Path(__file__).parent.parent / "test/fixtures/models/toy-clip"
DIM = 32
IMAGE_SIZE = 32
MAX_TOKENS = 16
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
TERMS = "a an the of on in and dog cat beach sea boat snow mountain forest tree flower car house street night sun red green blue white black yellow small large".split()
LETTERS = [chr(code) for code in range(ord("a"), ord("z") + 1)]
VOCABULARY = SPECIAL + TERMS + [letter for letter in LETTERS if letter not in TERMS] + [f"##{letter}" for letter in LETTERS]

random = np.random.default_rng(20260101)


def weights(name, *shape):
    values = random.standard_normal(shape) / np.sqrt(np.prod(shape[:-1]))
    return numpy_helper.from_array(values.astype(np.float32), name)


def integers(name, *values):
    return numpy_helper.from_array(np.array(values, dtype=np.int64), name)


def write_model(file, nodes, inputs, output, initializers):
    graph = helper.make_graph(nodes, "toy-clip", inputs, [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", DIM])], initializers)
    model = helper.make_model(graph, producer_name="make-toy-clip", ir_version=8, opset_imports=[helper.make_opsetid("", 17)])
    checker.check_model(model, full_check=True)
    save(model, FOLDER / "onnx" / file)


def write_text_model():
    """Mean of the token embeddings under the mask, then two linear layers."""
    node = helper.make_node
    nodes = [
        node("Gather", ["embeddings", "input_ids"], ["tokens"]),
        node("Cast", ["attention_mask"], ["mask_2d"], to=TensorProto.FLOAT),
        node("Unsqueeze", ["mask_2d", "last"], ["mask"]),
        node("Mul", ["tokens", "mask"], ["masked"]),
        node("ReduceSum", ["masked", "sequence"], ["sum"], keepdims=0),
        node("ReduceSum", ["mask", "sequence"], ["count"], keepdims=0),
        node("Div", ["sum", "count"], ["mean"]),
        node("MatMul", ["mean", "hidden"], ["layer_1"]),
        node("Tanh", ["layer_1"], ["active"]),
        node("MatMul", ["active", "projection"], ["text_embeds"]),
    ]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "seq"]) for name in ("input_ids", "attention_mask")]
    initializers = [
        weights("embeddings", len(VOCABULARY), DIM),
        weights("hidden", DIM, DIM),
        weights("projection", DIM, DIM),
        integers("last", -1),
        integers("sequence", 1),
    ]
    write_model("text_model.onnx", nodes, inputs, "text_embeds", initializers)


def write_vision_model():
    """Patches of 8 x 8 pixels, averaged, then a linear layer."""
    node = helper.make_node
    nodes = [
        node("Conv", ["pixel_values", "patches"], ["layer_1"], kernel_shape=[8, 8], strides=[8, 8]),
        node("Tanh", ["layer_1"], ["active"]),
        node("GlobalAveragePool", ["active"], ["pooled"]),
        node("Flatten", ["pooled"], ["flat"]),
        node("MatMul", ["flat", "projection"], ["image_embeds"]),
    ]
    inputs = [helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["batch", 3, IMAGE_SIZE, IMAGE_SIZE])]
    write_model("vision_model.onnx", nodes, inputs, "image_embeds", [weights("patches", 16, 3, 8, 8), weights("projection", 16, DIM)])


def write_json(file, content):
    (FOLDER / file).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def write_configuration():
    ids = {token: i for i, token in enumerate(VOCABULARY)}
    cls, sep = "[CLS]", "[SEP]"
    write_json("config.json", {
        "model_type": "clip",
        "architectures": ["CLIPModel"],
        "projection_dim": DIM,
        "text_config": {"model_type": "clip_text_model", "hidden_size": DIM, "max_position_embeddings": MAX_TOKENS, "vocab_size": len(VOCABULARY), "projection_dim": DIM},
        "vision_config": {"model_type": "clip_vision_model", "image_size": IMAGE_SIZE, "projection_dim": DIM},
    })
    write_json("preprocessor_config.json", {
        "feature_extractor_type": "CLIPFeatureExtractor",
        "image_processor_type": "CLIPImageProcessor",
        "do_resize": True, "size": IMAGE_SIZE, "resample": 3,
        "do_center_crop": True, "crop_size": IMAGE_SIZE,
        "do_convert_rgb": True, "do_rescale": True, "rescale_factor": 1 / 255,
        "do_normalize": True, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
    })
    write_json("tokenizer_config.json", {
        "tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": MAX_TOKENS,
        "pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": cls, "sep_token": sep,
    })
    write_json("tokenizer.json", {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [
            {"id": ids[token], "content": token, "special": True, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
            for token in SPECIAL
        ],
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": cls, "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": sep, "type_id": 0}}],
            "pair": [],
            "special_tokens": {token: {"id": token, "ids": [ids[token]], "tokens": [token]} for token in (cls, sep)},
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": ids},
    })


(FOLDER / "onnx").mkdir(parents=True, exist_ok=True)
write_text_model()
write_vision_model()
write_configuration()

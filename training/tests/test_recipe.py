"""The steps one after the other, as a person calls them, on a tiny model."""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest

from training.__main__ import main
from training.inputs.captions import read_captions
from training.inputs.feature_folder import read_features
from training.inputs.files import read_json
from training.inputs.model_folder import load_tokenizer, read_model_folder
from training.onnx_files.towers import Tower, embed_tokens
from training.tests.toy_model import DIM, WORDS, make_model, make_photos

SMALL_STUDENT = ["--width", "32", "--blocks", "1", "--hidden", "16", "--max-tokens", "12", "--batch", "16"]


def call(*arguments: object) -> None:
    assert main([str(one) for one in arguments]) == 0


def distil(folder: Path, out: Path, *more: object) -> None:
    call("distil", "--features", folder / "features", "--model", folder / "model", *SMALL_STUDENT, "--out", out, *more)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with model, photos, and the outcome of `split` and `features`."""
    folder = tmp_path_factory.mktemp("recipe")
    make_model(folder / "model")
    captions = make_photos(folder / "photos")
    call("split", "--images", folder / "photos", "--captions", captions, "--out", folder)
    inputs = ["--model", folder / "model", "--images", folder / "photos", "--captions", folder / "train.tsv"]
    call("features", *inputs, "--phrases", 3, "--vocabulary", "--out", folder / "features")
    return folder


def test_split_shares_no_photo_and_loses_none(folder: Path) -> None:
    parts = [{one.photo for one in read_captions(folder / name)} for name in ("train.tsv", "held-out.tsv")]
    assert not parts[0] & parts[1]
    assert parts[0] | parts[1] == {file.name for file in (folder / "photos").iterdir()}
    assert {file.name for file in (folder / "held-out").iterdir()} == parts[1]


def test_features_are_those_of_the_model(folder: Path) -> None:
    features = read_features(folder / "features")
    model = read_model_folder(folder / "model")
    tokenizer = load_tokenizer(model)
    session = ort.InferenceSession(model.text_file)
    for row, vector in zip(features.rows, features.texts, strict=True):
        ids = np.array([tokenizer.encode(row.text).ids])
        (expected,) = session.run(["text_embeds"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        np.testing.assert_allclose(vector, expected[0], atol=1e-6)
    assert any(row.is_phrase for row in features.rows)
    vocabulary = np.load(folder / "features/vocabulary.npy")
    assert vocabulary.shape == (tokenizer.get_vocab_size(), DIM)


def test_features_go_on_where_they_were_interrupted(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = [
        "--model",
        folder / "model",
        "--images",
        folder / "photos",
        "--captions",
        folder / "train.tsv",
        "--phrases",
        3,
        "--vocabulary",
    ]
    runs: list[int] = []
    original = Tower.run

    def fail_later(self: Tower, feeds: dict[str, np.ndarray]) -> np.ndarray:
        runs.append(1)
        if "input_ids" in feeds:
            raise KeyboardInterrupt
        return original(self, feeds)

    monkeypatch.setattr(Tower, "run", fail_later)
    assert main([str(one) for one in ["features", *inputs, "--out", tmp_path]]) == 130
    seen: set[str] = set()

    def note(self: Tower, feeds: dict[str, np.ndarray]) -> np.ndarray:
        seen.update(feeds)
        return original(self, feeds)

    monkeypatch.setattr(Tower, "run", note)
    call("features", *inputs, "--out", tmp_path)
    assert seen == {"input_ids", "attention_mask"}
    for name in ("images.npy", "texts.npy", "vocabulary.npy"):
        np.testing.assert_array_equal(np.load(tmp_path / name), np.load(folder / "features" / name))


@pytest.fixture(scope="module")
def student(folder: Path) -> Path:
    """The model folder of a student."""
    distil(folder, folder / "student", "--epochs", 12, "--rate", 3e-3)
    trained = ["--student", folder / "student/student.npz"]
    call("export", "--model", folder / "model", *trained, "--out", folder / "toy")
    return folder / "toy"


def test_a_student_comes_nearer_to_its_teacher_and_is_exported_as_it_was_trained(folder: Path, student: Path) -> None:
    outcome = read_json(student / "recipe.json")["outcome"]
    assert outcome["cosine_after"] > max(0.9, outcome["cosine_before"])
    # What the exported graph gives is what was measured while training, to the rounding of its matrices to 8 bits.
    features = read_features(folder / "features")
    model = read_model_folder(student)
    tokens = [encoding.ids for encoding in load_tokenizer(model).encode_batch([row.text for row in features.rows])]
    exported = embed_tokens(Tower(model.text_file, None, 1), tokens)
    np.testing.assert_allclose(np.linalg.norm(exported, axis=1), 1, atol=1e-5)
    assert (exported * features.texts).sum(axis=1).mean() > 0.9
    graph = onnx.load(model.text_file).graph
    assert {node.domain for node in graph.node} == {""}
    tables = [list(weights.dims) for weights in graph.initializer if weights.data_type == onnx.TensorProto.UINT8]
    # 19 pieces of 32 numbers, two to a byte; the others mask and shift.
    assert tables == [[19, 16], [], []]
    vision = "onnx/vision_model.onnx"
    assert (student / vision).read_bytes() == (folder / "model" / vision).read_bytes()


def test_a_training_that_was_interrupted_ends_as_one_that_was_not(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.nets import teaching

    distil(folder, tmp_path / "whole", "--epochs", 3, "--photo-weight", 0.5)
    original = teaching._write_checkpoint

    def interrupt(path: Path, parameters, state, epoch: int, history) -> None:
        original(path, parameters, state, epoch, history)
        if epoch == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(teaching, "_write_checkpoint", interrupt)
    arguments = ["distil", "--features", folder / "features", "--model", folder / "model", *SMALL_STUDENT]
    arguments += ["--epochs", 3, "--photo-weight", 0.5, "--out", tmp_path / "cut"]
    assert main([str(one) for one in arguments]) == 130
    monkeypatch.setattr(teaching, "_write_checkpoint", original)
    call(*arguments)
    with np.load(tmp_path / "whole/student.npz") as whole, np.load(tmp_path / "cut/student.npz") as cut:
        assert whole.files == cut.files
        for name in whole.files:
            np.testing.assert_array_equal(whole[name], cut[name])


def test_a_student_of_another_language_learns_from_translations(folder: Path, tmp_path: Path) -> None:
    def translate(text: str) -> str:
        return " ".join(word[::-1] for word in text.lower().split())

    make_model(tmp_path / "other", [word[::-1] for word in WORDS])
    inputs = ["--images", folder / "photos", "--captions", folder / "train.tsv", "--vocabulary"]
    call("features", "--model", tmp_path / "other", *inputs, "--out", tmp_path / "features")
    features = read_features(folder / "features")
    captions = [row.text for row in features.rows]
    lines = "\n".join(f"{text}\t{translate(text)}" for text in captions[::2])
    (tmp_path / "translations.tsv").write_text(lines)
    learned = ["--features", folder / "features", "--vocabulary", tmp_path / "features"]
    learned += ["--translations", tmp_path / "translations.tsv", "--epochs", 12, "--rate", 3e-3]
    call("distil", "--model", tmp_path / "other", *learned, *SMALL_STUDENT, "--out", tmp_path / "student")
    trained = ["--student", tmp_path / "student/student.npz"]
    call("export", "--model", tmp_path / "other", *trained, "--out", tmp_path / "model")
    model = read_model_folder(tmp_path / "model")
    translated = [translate(text) for text in captions]
    tokens = [encoding.ids for encoding in load_tokenizer(model).encode_batch(translated)]
    cosines = (embed_tokens(Tower(model.text_file, None, 1), tokens) * features.texts).sum(axis=1)
    # Also those whose translation was in no line.
    assert cosines[::2].mean() > 0.9
    assert cosines[1::2].mean() > 0.85


def test_heads_find_photos_by_their_captions_also_as_exported(folder: Path, tmp_path: Path) -> None:
    tensors = ["--image-tensor", "colours", "--text-tensor", "pooled"]
    inputs = ["--model", folder / "model", "--images", folder / "photos", "--captions", folder / "train.tsv"]
    call("features", *inputs, *tensors, "--out", tmp_path / "features")
    call(
        "project",
        "--features",
        tmp_path / "features",
        "--dim",
        8,
        "--hidden",
        16,
        "--epochs",
        60,
        "--batch",
        8,
        "--out",
        tmp_path / "heads.npz",
    )
    call("export", "--model", folder / "model", "--heads", tmp_path / "heads.npz", "--out", tmp_path / "model")
    assert read_json(tmp_path / "model/config.json")["projection_dim"] == 8
    # The photos are red or blue: each caption is nearer to those of its colour, also on photos that were held out.
    held_out = ["--model", tmp_path / "model", "--images", folder / "held-out", "--captions", folder / "held-out.tsv"]
    call("features", *held_out, "--out", tmp_path / "held-out")
    features = read_features(tmp_path / "held-out")
    assert features.images.shape[1] == features.texts.shape[1] == 8
    names = read_json(tmp_path / "held-out/photos.json")
    is_red = np.array([int(name[:2]) % 2 == 0 for name in names])
    for row, similarity in zip(features.rows, features.texts @ features.images.T, strict=True):
        own = is_red == ("red" in row.text)
        assert similarity[own].mean() > similarity[~own].mean() + 0.2


def test_a_card_states_what_was_measured(student: Path, tmp_path: Path) -> None:
    scores = {"recallAt1": 0.25, "recallAt5": 0.5, "recallAt10": 0.75}
    retrieval = [{"language": "en", "images": 12, "captions": 24, "textToImage": scores}]
    evaluation = {"models": [{"model": {"name": str(student)}, "retrieval": retrieval}]}
    (tmp_path / "eval.json").write_text(json.dumps(evaluation))
    said = ["--data", "Plain colours.", "--licence", "None."]
    call("card", "--model", student, "--evaluation", tmp_path / "eval.json", *said)
    card = (student / "MODEL_CARD.md").read_text()
    assert "| toy | en | 12 | 24 | 0.250 / 0.500 / 0.750 |" in card
    outcome = read_json(student / "recipe.json")["outcome"]
    assert f"| {outcome['cosine_after']:.3f}; {outcome['cosine_before']:.3f} before the training |" in card
    assert str(student.parent) not in card + (student / "recipe.json").read_text()
    call("card", "--model", student, *said)
    assert "Nothing was measured." in (student / "MODEL_CARD.md").read_text()

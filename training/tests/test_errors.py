"""What is said when a step cannot be done."""

from pathlib import Path

import pytest

from training.__main__ import STEPS, main, make_parser
from training.inputs.captions import Caption, is_held_out, make_phrases
from training.inputs.files import write_json
from training.nets.parameters import write_parameters
from training.tests.toy_model import make_model, make_photos


def fail(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main([str(one) for one in arguments]) == 1
    said = capsys.readouterr().err
    assert said.splitlines()[-1].startswith("error: ") and "Traceback" not in said
    return said


def prepare_features(folder: Path) -> list[object]:
    """A model and four photos, and the arguments that read their features."""
    make_model(folder / "model")
    captions = make_photos(folder / "photos", 4)
    paths = {
        "--model": folder / "model",
        "--images": folder / "photos",
        "--captions": captions,
        "--out": folder / "features",
    }
    return ["features", *(part for pair in paths.items() for part in pair)]


@pytest.mark.parametrize("step", STEPS)
def test_every_step_explains_itself(step: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        make_parser().parse_args([step, "--help"])
    assert ended.value.code == 0
    assert "--seed" in capsys.readouterr().out


def test_a_caption_without_a_photo_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    captions = make_photos(tmp_path / "photos", 4)
    captions.write_text("00.png\ta dog\ngone.png\ta cat\n")
    said = fail(capsys, "split", "--images", tmp_path / "photos", "--captions", captions, "--out", tmp_path)
    assert "1 captioned photos are not in" in said and "gone.png" in said


def test_a_line_that_is_no_caption_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "captions.tsv").write_text("file\tcaption\n00.png\ta dog\n01.png a cat\n")
    said = fail(capsys, "split", "--images", tmp_path, "--captions", tmp_path / "captions.tsv", "--out", tmp_path)
    assert "Line 3 of" in said


def test_other_settings_do_not_go_on_in_the_same_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inputs = prepare_features(tmp_path)
    assert main([str(one) for one in inputs]) == 0
    said = fail(capsys, *inputs, "--phrases", 2)
    assert "begun with other settings: phrases 0, now" in said


def test_a_tensor_that_does_not_exist_is_named_with_similar_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs = prepare_features(tmp_path)
    assert "no tensor colour. Similar: colours." in fail(capsys, *inputs, "--image-tensor", "colour")


def test_a_missing_step_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = fail(capsys, "distil", "--features", tmp_path, "--model", tmp_path, "--out", tmp_path / "student")
    assert "is made by: python -m training features" in said


def test_another_preparation_of_images_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inputs = prepare_features(tmp_path)
    write_json(
        tmp_path / "model/preprocessor_config.json",
        {"size": 16, "resample": 2, "image_mean": [0] * 3, "image_std": [1] * 3},
    )
    assert "(resample 3)" in fail(capsys, *inputs)


def test_an_export_does_not_write_into_a_folder_in_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kept.txt").write_text("kept")
    said = fail(capsys, "export", "--model", tmp_path, "--heads", tmp_path / "heads.npz", "--out", tmp_path)
    assert "is not empty" in said


def test_an_export_wants_the_model_that_the_features_are_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_model(tmp_path / "model")
    features = {
        "model": "/models/other",
        "text_folder": "/models/other",
        "weights": {"vision_model.onnx": 1, "text_model.onnx": 2},
    }
    write_parameters(tmp_path / "heads.npz", {}, {"step": "project", "features": features})
    made = ["export", "--model", tmp_path / "model", "--out", tmp_path / "new"]
    said = fail(capsys, *made, "--heads", tmp_path / "heads.npz")
    assert "must be those that vision_model.onnx was read from, /models/other, got" in said
    assert "must be made by distil, got a file of project" in fail(capsys, *made, "--student", tmp_path / "heads.npz")
    assert not (tmp_path / "new").exists()


def test_halves_do_not_depend_on_which_other_photos_there_are() -> None:
    names = [f"{i}.jpg" for i in range(2000)]
    held_out = [name for name in names if is_held_out(name, 0.5, 0)]
    assert 900 < len(held_out) < 1100
    assert held_out == [name for name in names[::-1] if is_held_out(name, 0.5, 0)][::-1]
    assert held_out != [name for name in names if is_held_out(name, 0.5, 1)]


def test_phrases_are_parts_of_captions_and_new() -> None:
    captions = [Caption("1.jpg", "A dog runs on the beach ."), Caption("2.jpg", "a dog")]
    phrases = make_phrases(captions, 20, 0)
    assert all(phrase.text in captions[0].text for phrase in phrases if phrase.photo == "1.jpg")
    texts = [phrase.text.lower() for phrase in phrases]
    assert len(set(texts)) == len(texts) > 5
    assert "a dog" not in texts
    assert phrases == make_phrases(captions, 20, 0)

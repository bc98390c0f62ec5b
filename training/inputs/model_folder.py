"""A model folder, laid out like a CLIP on the hub: JSON files beside `onnx/text_model.onnx` and `onnx/vision_model.onnx`."""

from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from training.errors import RecipeError
from training.inputs.files import read_json

#: Where a configuration states no limit: that of CLIP, which photoseek takes then.
DEFAULT_MAX_TOKENS = 77

#: Pillow's number of bicubic interpolation, the only one that the recipe prepares images with.
BICUBIC = 3


@dataclass(frozen=True)
class ImageInput:
    """How an image is prepared: the short side is scaled to `size` and the middle is cut out."""

    size: int
    mean: tuple[float, ...]
    std: tuple[float, ...]


@dataclass(frozen=True)
class ModelFolder:
    """One text tower and the image tower of a model folder."""

    folder: Path
    #: Holds the text tower and its tokenizer; another folder where `towers.json` says so.
    text_folder: Path
    max_tokens: int
    image: ImageInput

    @property
    def text_file(self) -> Path:
        return self.text_folder / "onnx/text_model.onnx"

    @property
    def vision_file(self) -> Path:
        return self.folder / "onnx/vision_model.onnx"

    @property
    def tokenizer_file(self) -> Path:
        return self.text_folder / "tokenizer.json"


def read_model_folder(folder: Path, tower: str | None = None) -> ModelFolder:
    """
    Reads what is needed of a model folder.
    @param tower: the name of a text tower in `towers.json`; default: the first one
    @raise RecipeError
    """
    config = read_json(folder / "config.json")
    text_folder, stated_max = _find_tower(folder, tower)
    max_tokens = stated_max or config.get("text_config", {}).get("max_position_embeddings") or DEFAULT_MAX_TOKENS
    model = ModelFolder(folder, text_folder, max_tokens, _read_image_input(folder / "preprocessor_config.json"))
    for file in (model.text_file, model.vision_file, model.tokenizer_file):
        if not file.exists():
            raise RecipeError(f"The model folder {folder} lacks {file}.")
    return model


def load_tokenizer(model: ModelFolder) -> Tokenizer:
    """The tokenizer, without padding, cut at the length that the tower takes."""
    tokenizer = Tokenizer.from_file(str(model.tokenizer_file))
    tokenizer.no_padding()
    tokenizer.enable_truncation(model.max_tokens)
    return tokenizer


def _find_tower(folder: Path, name: str | None) -> tuple[Path, int | None]:
    path = folder / "towers.json"
    if not path.exists():
        if name is not None:
            raise RecipeError(f"{folder} has one text tower and no towers.json; leave out --tower {name}.")
        return folder, None
    towers = read_json(path)["text"]
    names = [tower["name"] for tower in towers]
    if name is not None and name not in names:
        raise RecipeError(f"--tower must be {' or '.join(names)}, got {name}.")
    tower = towers[0 if name is None else names.index(name)]
    return (folder / tower["folder"]).resolve(), tower.get("max_tokens")


def _read_image_input(path: Path) -> ImageInput:
    config = read_json(path)
    size = config.get("size")
    if isinstance(size, dict):
        size = size.get("shortest_edge")
    crop = config.get("crop_size", size)
    if isinstance(crop, dict):
        crop = crop.get("height")
    if not isinstance(size, int) or crop != size or config.get("resample", BICUBIC) != BICUBIC:
        raise RecipeError(
            f"{path} must scale the short side with bicubic interpolation (resample 3) and cut out a square of that size;"
            f" got size {config.get('size')}, crop_size {config.get('crop_size')}, resample {config.get('resample')}."
        )
    return ImageInput(size, tuple(config["image_mean"]), tuple(config["image_std"]))

"""The folder that `features` makes and the other steps read."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training.inputs.files import read_array, read_json, write_json, write_whole


@dataclass(frozen=True)
class TextRow:
    """A text, and the index of the photo whose caption it is, or is a part of."""

    text: str
    photo: int
    is_phrase: bool


@dataclass(frozen=True)
class Features:
    """All of a feature folder but the vocabulary."""

    settings: dict[str, Any]
    rows: list[TextRow]
    #: Vectors of the photos, float32 [photos, n].
    images: np.ndarray
    #: Vectors of the rows, float32 [rows, m].
    texts: np.ndarray


def write_texts(folder: Path, photos: list[str], rows: list[TextRow]) -> None:
    """Writes the names of the photos and the texts, both in the order of their vectors."""
    write_json(folder / "photos.json", photos)
    lines = [json.dumps(asdict(row), ensure_ascii=False) for row in rows]
    write_whole(folder / "texts.jsonl", lambda file: file.write(("\n".join(lines) + "\n").encode()))


def read_features(folder: Path) -> Features:
    """@raise RecipeError when `features` has not been run, or not to its end"""
    made_by = f"features --out {folder} …"
    texts = read_array(folder / "texts.npy", made_by)
    images = read_array(folder / "images.npy", made_by)
    lines = (folder / "texts.jsonl").read_text(encoding="utf-8").splitlines()
    return Features(read_json(folder / "features.json"), [TextRow(**json.loads(line)) for line in lines], images, texts)


#: Share of the photos that are set aside while training.
VALIDATION = 0.1


def choose_validation(photos: int, seed: int) -> np.ndarray:
    """
    Which photos are set aside while training, as booleans [photos]. Settings are chosen by them, so that the held-out half is looked at only once.
    """
    rng = np.random.default_rng(seed)
    chosen = np.zeros(photos, dtype=bool)
    chosen[rng.permutation(photos)[: round(photos * VALIDATION)]] = True
    return chosen

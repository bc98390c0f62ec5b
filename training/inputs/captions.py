"""Captions of photos: reading, dividing, and the phrases in them."""

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path

from training.errors import RecipeError

#: Longest phrase that is taken out of a caption; queries are seldom longer.
MAX_PHRASE_WORDS = 6

#: First columns of a line that names the columns.
_HEADERS = {"file", "image", "filename", "file_name", "path"}


@dataclass(frozen=True)
class Caption:
    """A text and the file name of its photo."""

    photo: str
    text: str


def read_captions(path: Path) -> list[Caption]:
    """
    Reads lines of file name, tab, caption, as `photoseek eval --captions` does. A first line that names the columns is left out.
    @raise RecipeError that names the line
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise RecipeError(f"The captions {path} cannot be read: {error.strerror}.") from None
    captions = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or (number == 1 and line.split("\t")[0].strip().lower() in _HEADERS):
            continue
        photo, _, rest = line.partition("\t")
        text = rest.split("\t")[0].strip()
        if not photo.strip() or not text:
            raise RecipeError(f"Line {number} of {path} must be a file name, a tab and a caption.")
        captions.append(Caption(photo.strip(), text))
    if not captions:
        raise RecipeError(f"{path} holds no captions.")
    return captions


def read_translations(path: Path) -> dict[str, list[str]]:
    """
    Reads lines of a caption, tab, its translation.
    @return translations by caption
    @raise RecipeError that names the line
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise RecipeError(f"The translations {path} cannot be read: {error.strerror}.") from None
    translations: dict[str, list[str]] = {}
    for number, line in enumerate(lines, 1):
        text, _, translation = (part.strip() for part in line.partition("\t"))
        if not line.strip():
            continue
        if not text or not translation:
            raise RecipeError(f"Line {number} of {path} must be a caption, a tab and its translation.")
        translations.setdefault(text, []).append(translation)
    return translations


def is_held_out(photo: str, share: float, seed: int) -> bool:
    """
    Whether a photo is in the half that training does not see. It depends on nothing but the name, so that captions in a second file, or photos that
    are added later, are divided in the same way.
    """
    digest = hashlib.sha256(f"{seed}:{photo}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 < share


def make_phrases(captions: list[Caption], for_each: int, seed: int) -> list[Caption]:
    """
    Parts of captions: up to `for_each` runs of one to six words of each, without those that occur already. The teacher labels any text, and people
    search with fewer words than a caption has.
    """
    rng = random.Random(seed)
    known = {one.text.lower() for one in captions}
    phrases = []
    for caption in captions:
        words = caption.text.rstrip(" .").split()
        for _ in range(for_each if words else 0):
            length = rng.randint(1, min(MAX_PHRASE_WORDS, len(words)))
            start = rng.randint(0, len(words) - length)
            phrase = " ".join(words[start : start + length])
            if phrase.lower() not in known:
                known.add(phrase.lower())
                phrases.append(Caption(caption.photo, phrase))
    return phrases

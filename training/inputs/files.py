"""Files that are written whole or not at all."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import numpy as np

from training.errors import RecipeError


def write_whole(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Writes beside `path` and renames, so that an interrupted step leaves no half file that the next one takes for whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.part")
    with open(temporary, "wb") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def write_array(path: Path, array: np.ndarray) -> None:
    """Writes one array as `.npy`."""
    write_whole(path, lambda file: np.save(file, array, allow_pickle=False))


def check_exists(path: Path, made_by: str) -> None:
    """@raise RecipeError when the file is missing; `made_by` is the step that makes it"""
    if not path.exists():
        raise RecipeError(f"{path} does not exist. It is made by: python -m training {made_by}")


def read_array(path: Path, made_by: str) -> np.ndarray:
    """See `check_exists`."""
    check_exists(path, made_by)
    return np.load(path, allow_pickle=False)


def write_json(path: Path, value: object) -> None:
    """Writes JSON for people: indented, letters as they are."""
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    write_whole(path, lambda file: file.write(text.encode()))


def read_json(path: Path) -> Any:
    """@raise RecipeError when the file is missing or no JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RecipeError(f"{path} does not exist.") from None
    except ValueError as error:
        raise RecipeError(f"{path} must be JSON: {error}") from None


def check_settings(path: Path, settings: dict[str, Any]) -> None:
    """
    Notes the settings of a step in its folder, or compares them with those that were noted when the step was begun.
    @raise RecipeError when the folder holds the work of other settings
    """
    if not path.exists():
        write_json(path, settings)
        return
    noted = read_json(path)
    # As JSON reads them back: lists for tuples.
    given = json.loads(json.dumps(settings))
    names = sorted(name for name in {*noted, *given} if noted.get(name) != given.get(name))
    if names:
        told = ", ".join(f"{name} {noted.get(name)!r}, now {given.get(name)!r}" for name in names)
        raise RecipeError(f"{path.parent} was begun with other settings: {told}. Give the same ones, or another --out.")

"""Parameters of a net: a flat dictionary of arrays, named by path (`block.0/query`)."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jax
import numpy as np

from training.inputs.files import check_exists, write_whole

#: Of JAX, or of numpy where nothing has been computed with it yet.
Array = jax.Array | np.ndarray

Parameters = Mapping[str, Array]

#: The entry of a parameter file that holds its settings.
_SETTINGS = "settings"


def write_parameters(path: Path, parameters: Parameters, settings: dict[str, Any]) -> None:
    """Writes arrays and, beside them, settings."""
    arrays: dict[str, Any] = {name: np.asarray(value) for name, value in parameters.items()}
    arrays[_SETTINGS] = np.array(json.dumps(settings, ensure_ascii=False))
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    write_whole(path, lambda file: file.write(buffer.getvalue()))


def read_parameters(path: Path, made_by: str) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """@return arrays and settings. @raise RecipeError when the file is missing; `made_by` is the step that makes it"""
    check_exists(path, made_by)
    with np.load(path, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files if name != _SETTINGS}
        return arrays, json.loads(str(stored[_SETTINGS]))


def count_numbers(parameters: Parameters) -> int:
    """How many numbers a net has."""
    return sum(int(np.size(value)) for value in parameters.values())

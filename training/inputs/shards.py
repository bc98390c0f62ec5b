"""Arrays that are computed in pieces, so that an interrupted step goes on where it was."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from training.inputs.files import write_array
from training.progress import Progress


def compute_in_shards(path: Path, total: int, compute: Callable[[int, int], np.ndarray], size: int = 512) -> np.ndarray:
    """
    Rows `0..total` of an array, from `compute(start, end)`. Each piece is stored when it is done; `path` is written at the end and the pieces are
    deleted. Pieces and whole of an earlier run are taken as they are: `check_settings` must have said that they are of the same inputs.
    """
    if path.exists():
        return np.load(path, allow_pickle=False)
    progress = Progress(path.stem, total)
    files = []
    for start in range(0, total, size):
        end = min(start + size, total)
        piece = path.with_name(f"{path.stem}-{start:08d}.npy")
        if not piece.exists():
            write_array(piece, compute(start, end))
        files.append(piece)
        progress.report(end)
    whole = np.concatenate([np.load(file, allow_pickle=False) for file in files])
    write_array(path, whole)
    for file in files:
        file.unlink()
    return whole

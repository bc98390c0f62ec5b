"""Running the towers of a model, up to any tensor of their graphs."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from PIL import Image, ImageOps

from training.errors import RecipeError
from training.inputs.model_folder import ImageInput
from training.onnx_files.cut import cut_at

#: Texts in one run. More gain nothing on a CPU.
TEXT_BATCH = 64


class Tower:
    """An ONNX graph that gives one vector for each item of a batch."""

    def __init__(self, file: Path, tensor: str | None, threads: int) -> None:
        """@param tensor: of the graph; default: its first output"""
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        model = onnx.load(file)
        self.tensor = tensor or model.graph.output[0].name
        part = cut_at(model, self.tensor).SerializeToString()
        self._session = ort.InferenceSession(part, options, providers=["CPUExecutionProvider"])
        self._inputs = {value.name for value in self._session.get_inputs()}

    def run(self, feeds: dict[str, np.ndarray]) -> np.ndarray:
        """Vectors, float32 [batch, n]. Inputs that the graph does not have are left out."""
        (result,) = self._session.run(
            [self.tensor], {name: value for name, value in feeds.items() if name in self._inputs}
        )
        vectors = np.asarray(result, dtype=np.float32)
        # A global pool may keep the axes that it reduced.
        vectors = (
            vectors.reshape(vectors.shape[0], -1)
            if vectors.ndim > 2 and vectors[0].size == vectors.shape[1]
            else vectors
        )
        if vectors.ndim != 2:
            raise RecipeError(f"{self.tensor} must give one vector for each item, got the shape {list(vectors.shape)}.")
        return vectors


def embed_tokens(tower: Tower, texts: list[list[int]]) -> np.ndarray:
    """Vectors of tokenized texts, in their order. Texts of one length share a run, so that no vector depends on padding."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    result: np.ndarray | None = None
    start = 0
    while start < len(order):
        length = len(texts[order[start]])
        end = start
        while end < len(order) and end - start < TEXT_BATCH and len(texts[order[end]]) == length:
            end += 1
        ids = np.array([texts[i] for i in order[start:end]], dtype=np.int64)
        vectors = tower.run({"input_ids": ids, "attention_mask": np.ones_like(ids)})
        if result is None:
            result = np.empty((len(texts), vectors.shape[1]), dtype=np.float32)
        result[order[start:end]] = vectors
        start = end
    if result is None:
        raise RecipeError("There are no texts to embed.")
    return result


def prepare_image(path: Path, spec: ImageInput) -> np.ndarray:
    """A photo as float32 [3, size, size], upright, scaled and normalised as the model folder says."""
    try:
        with Image.open(path) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except OSError as error:
        raise RecipeError(f"The photo {path} cannot be read: {error}") from None
    width, height = image.size
    scale = spec.size / min(width, height)
    image = image.resize(
        (max(spec.size, round(width * scale)), max(spec.size, round(height * scale))), Image.Resampling.BICUBIC
    )
    left, top = (image.width - spec.size) // 2, (image.height - spec.size) // 2
    square = np.asarray(image.crop((left, top, left + spec.size, top + spec.size)), dtype=np.float32) / 255
    normalised = (square - np.array(spec.mean, np.float32)) / np.array(spec.std, np.float32)
    return normalised.transpose(2, 0, 1)

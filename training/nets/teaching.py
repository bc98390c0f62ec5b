"""The training of a student, epoch by epoch; each one is stored, so that an interrupted training goes on after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from training.inputs.feature_folder import TextRow
from training.nets.adam import AdamState, start_adam, step_adam
from training.nets.parameters import Parameters, read_parameters, write_parameters
from training.nets.student import StudentShape, apply_student
from training.progress import say

#: Texts are padded to a multiple of so many tokens: few lengths, so that few programs are compiled.
LENGTH_STEP = 8

#: Texts in one run while measuring.
MEASURED = 256


@dataclass(frozen=True)
class Teaching:
    """How long and how fast; see the options of `distil`."""

    epochs: int
    batch: int
    rate: float
    decay: float
    photo_weight: float
    temperature: float
    seed: int


@dataclass(frozen=True)
class Lesson:
    """What is learned from."""

    table: jax.Array
    tokens: list[list[int]]
    #: Unit vectors, [texts, length].
    targets: np.ndarray
    #: Unit vectors of the photos, [photos, length]; `None` where they are not aimed at.
    images: jax.Array | None
    #: The photo of each caption, −1 for a phrase, which fits more photos than its own.
    photos: np.ndarray
    #: Indices of texts.
    learned: np.ndarray
    #: Indices of the captions that were set aside.
    unseen: np.ndarray

    @staticmethod
    def make(
        *,
        table: np.ndarray,
        tokens: list[list[int]],
        rows: list[TextRow],
        targets: np.ndarray,
        images: np.ndarray | None,
        is_validation: np.ndarray,
    ) -> "Lesson":
        aside = is_validation[[row.photo for row in rows]]
        is_phrase = np.array([row.is_phrase for row in rows])
        return Lesson(
            table=jnp.asarray(table),
            tokens=tokens,
            targets=_unit(targets),
            images=None if images is None else jnp.asarray(_unit(images)),
            photos=np.array([-1 if row.is_phrase else row.photo for row in rows]),
            learned=np.flatnonzero(~aside),
            unseen=np.flatnonzero(aside & ~is_phrase),
        )


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


def pad(tokens: list[list[int]], max_tokens: int) -> tuple[np.ndarray, np.ndarray]:
    """@return ids and mask, [texts, tokens]"""
    longest = max([1, *(len(ids) for ids in tokens)])
    length = min(-(-longest // LENGTH_STEP) * LENGTH_STEP, max_tokens)
    ids = np.zeros((len(tokens), length), np.int32)
    mask = np.zeros((len(tokens), length), np.float32)
    for i, text in enumerate(tokens):
        ids[i, : len(text)] = text
        mask[i, : len(text)] = 1
    return ids, mask


def _make_batches(lesson: Lesson, batch: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Texts of similar length share a batch, batches come in any order. A last one that is not full is filled up with texts from the beginning."""
    order = rng.permutation(lesson.learned)
    lengths = np.array([len(lesson.tokens[i]) // LENGTH_STEP for i in order])
    order = order[np.argsort(lengths, kind="stable")]
    order = np.resize(order, -(-len(order) // batch) * batch)
    pieces = order.reshape(-1, batch)
    yield from pieces[rng.permutation(len(pieces))]


def teach(
    parameters: Parameters, lesson: Lesson, shape: StudentShape, teaching: Teaching, folder: Path
) -> tuple[Parameters, dict[str, Any]]:
    """
    Trains to the end, from where an earlier call with this folder was interrupted.
    @return the parameters, and the mean cosine to the teacher on captions that were set aside: before, and after
    """
    steps = teaching.epochs * -(-len(lesson.learned) // teaching.batch)

    # The table is an argument: as a constant, it would be compiled into every program.
    def loss_of(p, table, ids, mask, targets, photos):
        vectors = apply_student(p, table, ids, mask, shape)
        loss = 1 - (vectors * targets).sum(axis=1).mean()
        if lesson.images is not None:
            chances = jax.nn.log_softmax(vectors @ lesson.images.T / teaching.temperature, axis=1)
            own = jnp.take_along_axis(chances, jnp.maximum(photos, 0)[:, None], axis=1)[:, 0]
            has_photo = photos >= 0
            loss -= teaching.photo_weight * (own * has_photo).sum() / jnp.maximum(has_photo.sum(), 1)
        return loss

    @jax.jit
    def step(p, state, table, ids, mask, targets, photos):
        loss, gradients = jax.value_and_grad(loss_of)(p, table, ids, mask, targets, photos)
        moved = step_adam(p, gradients, state, rate=teaching.rate, decay=teaching.decay, steps=steps)
        return *moved, loss

    state = start_adam(parameters)
    cosine = _measure(parameters, lesson, shape)
    begun, history = 0, {"cosine_before": cosine, "cosine_after": cosine}
    checkpoint = folder / "checkpoint.npz"
    if checkpoint.exists():
        parameters, state, begun, history = _read_checkpoint(checkpoint)
        say(f"going on after epoch {begun}")
    for epoch in range(begun, teaching.epochs):
        losses = []
        # An order of its own for each epoch: a resumed training sees the same batches as one that was not interrupted.
        for chosen in _make_batches(lesson, teaching.batch, np.random.default_rng([teaching.seed, epoch])):
            ids, mask = pad([lesson.tokens[i] for i in chosen], shape.max_tokens)
            aims = lesson.targets[chosen], lesson.photos[chosen]
            parameters, state, loss = step(parameters, state, lesson.table, ids, mask, *aims)
            losses.append(loss)
        history = {**history, "cosine_after": _measure(parameters, lesson, shape)}
        _write_checkpoint(checkpoint, parameters, state, epoch + 1, history)
        mean_loss = float(np.mean(losses))
        say(
            f"epoch {epoch + 1} of {teaching.epochs}: loss {mean_loss:.4f}, cosine on unseen captions {history['cosine_after']}"
        )
    return parameters, history


def _measure(parameters: Parameters, lesson: Lesson, shape: StudentShape) -> float | None:
    """Mean cosine between student and teacher on the captions that were set aside; `None` without any."""
    if lesson.unseen.size == 0:
        return None
    embed = jax.jit(lambda p, table, ids, mask: apply_student(p, table, ids, mask, shape))
    order = sorted(lesson.unseen, key=lambda i: len(lesson.tokens[i]))
    total = 0.0
    for start in range(0, len(order), MEASURED):
        chosen = order[start : start + MEASURED]
        vectors = np.asarray(
            embed(parameters, lesson.table, *pad([lesson.tokens[i] for i in chosen], shape.max_tokens))
        )
        total += float((vectors * lesson.targets[chosen]).sum())
    return round(total / len(order), 4)


def _write_checkpoint(
    path: Path, parameters: Parameters, state: AdamState, epoch: int, history: dict[str, Any]
) -> None:
    parts = {"parameter": parameters, "first": state.first, "second": state.second}
    arrays = {f"{part}:{name}": value for part, values in parts.items() for name, value in values.items()}
    write_parameters(path, arrays, {"epoch": epoch, "step": int(state.step), "history": history})


def _read_checkpoint(path: Path) -> tuple[Parameters, AdamState, int, dict[str, Any]]:
    arrays, settings = read_parameters(path, "distil")

    def select(part: str) -> Parameters:
        return {
            name.removeprefix(f"{part}:"): jnp.asarray(value)
            for name, value in arrays.items()
            if name.startswith(f"{part}:")
        }

    state = AdamState(jnp.asarray(settings["step"], jnp.int32), select("first"), select("second"))
    return select("parameter"), state, settings["epoch"], settings["history"]

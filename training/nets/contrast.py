"""The training of two heads: each caption is to find its photo among those of a batch, and each photo its caption."""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from training.nets.adam import start_adam, step_adam
from training.nets.head import apply_head, make_head
from training.nets.parameters import Array, Parameters
from training.progress import Progress

#: Added to deviations, so that a number that never changes is not divided by zero.
MIN_DEVIATION = 1e-3


@dataclass(frozen=True)
class Contrast:
    """How long and how fast; see the options of `project`."""

    dim: int
    hidden: int
    epochs: int
    batch: int
    rate: float
    decay: float
    noise: float
    temperature: float
    seed: int


@dataclass(frozen=True)
class Pairs:
    """Features of photos [photos, n] and of their captions [captions, m], and the photo of each caption."""

    images: np.ndarray
    texts: np.ndarray
    photo_of: np.ndarray
    #: Photos that are not learned from, as booleans [photos].
    is_aside: np.ndarray


def train_heads(pairs: Pairs, contrast: Contrast) -> Parameters:
    """@return the heads, named `image/…` and `text/…`, for features as they are"""
    rng = np.random.default_rng(contrast.seed)
    learned = np.flatnonzero(~pairs.is_aside)
    scales = {
        "image": _measure_scale(pairs.images[learned]),
        "text": _measure_scale(pairs.texts[~pairs.is_aside[pairs.photo_of]]),
    }
    images, texts = (
        jnp.asarray((features - mean) / deviation)
        for features, (mean, deviation) in ((pairs.images, scales["image"]), (pairs.texts, scales["text"]))
    )
    parameters: dict[str, Array] = {}
    for name, (mean, _) in scales.items():
        start = rng.standard_normal((len(mean), contrast.dim)) / np.sqrt(len(mean))
        head = make_head(start, np.zeros(contrast.dim), contrast.hidden, rng)
        parameters.update({f"{name}/{key}": value for key, value in head.items()})
    batch = min(contrast.batch, len(learned))
    steps = contrast.epochs * (len(learned) // batch)

    def loss_of(p, x, y, key):
        one, two = jax.random.split(key)
        x = x + contrast.noise * jax.random.normal(one, x.shape)
        y = y + contrast.noise * jax.random.normal(two, y.shape)
        logits = project(p, "text", y) @ project(p, "image", x).T / contrast.temperature
        both = jax.nn.log_softmax(logits, axis=1) + jax.nn.log_softmax(logits, axis=0)
        return -jnp.diagonal(both).mean() / 2

    @jax.jit
    def step(p, state, photo, text, key):
        loss, gradients = jax.value_and_grad(loss_of)(p, images[photo], texts[text], key)
        moved = step_adam(p, gradients, state, rate=contrast.rate, decay=contrast.decay, steps=steps)
        return *moved, loss

    captions_of = [np.flatnonzero(pairs.photo_of == photo) for photo in range(len(pairs.images))]
    state = start_adam(parameters)
    key = jax.random.key(contrast.seed)
    progress = Progress("epoch", contrast.epochs)
    for epoch in range(contrast.epochs):
        order = rng.permutation(learned)
        losses = []
        for start in range(0, len(order) - batch + 1, batch):
            photo = order[start : start + batch]
            text = np.array([rng.choice(captions_of[i]) for i in photo])
            key, now = jax.random.split(key)
            parameters, state, loss = step(parameters, state, photo, text, now)
            losses.append(float(loss))
        progress.report(epoch + 1, f"loss {np.mean(losses):.3f}")
    for name, (mean, deviation) in scales.items():
        _absorb_scale(parameters, name, mean, deviation)
    return parameters


def project(parameters: Parameters, name: str, features: Array) -> Array:
    """@param name: `image` or `text`. @return unit vectors"""
    own = {key.removeprefix(f"{name}/"): value for key, value in parameters.items() if key.startswith(f"{name}/")}
    return apply_head(own, features)


def measure_recall(parameters: Parameters, pairs: Pairs) -> dict[str, float]:
    """How often a caption of a photo that was set aside finds it among all that were; empty where none was."""
    candidates = np.flatnonzero(pairs.is_aside)
    asked = np.flatnonzero(pairs.is_aside[pairs.photo_of])
    if len(asked) == 0:
        return {}
    embed = jax.jit(project, static_argnames="name")
    images = np.asarray(embed(parameters, name="image", features=pairs.images[candidates]))
    texts = np.asarray(embed(parameters, name="text", features=pairs.texts[asked]))
    similarity = texts @ images.T
    own = similarity[np.arange(len(asked)), np.searchsorted(candidates, pairs.photo_of[asked])]
    rank = (similarity > own[:, None]).sum(axis=1)
    recall = {f"R@{k}": round(float((rank < k).mean()), 3) for k in (1, 5, 10)}
    return {"validation_photos": len(candidates), **recall}


def _measure_scale(features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return features.mean(axis=0), features.std(axis=0) + MIN_DEVIATION


def _absorb_scale(parameters: dict[str, Array], name: str, mean: np.ndarray, deviation: np.ndarray) -> None:
    """Moves the scaling of the features into the first matrices of a head, so that the exported graph takes them as they are."""
    for matrix, bias in (("matrix", "bias"), ("in", "in_bias")):
        scaled = np.asarray(parameters[f"{name}/head/{matrix}"]) / deviation[:, None]
        parameters[f"{name}/head/{matrix}"] = scaled
        parameters[f"{name}/head/{bias}"] = np.asarray(parameters[f"{name}/head/{bias}"]) - mean @ scaled

"""Adam with decoupled weight decay (Loshchilov and Hutter, 2019), a warm-up, and a rate that falls along a cosine."""

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np

from training.nets.parameters import Array, Parameters

FIRST_DECAY = 0.9
SECOND_DECAY = 0.98
EPSILON = 1e-8

#: Share of the steps in which the rate rises to its full value.
WARM_UP = 0.05


class AdamState(NamedTuple):
    """Steps done, and the running means of gradients and of their squares."""

    step: Array
    first: Parameters
    second: Parameters


def start_adam(parameters: Parameters) -> AdamState:
    zeros = {name: np.zeros(value.shape, np.float32) for name, value in parameters.items()}
    return AdamState(np.zeros((), np.int32), zeros, dict(zeros))


def step_adam(
    parameters: Parameters, gradients: Parameters, state: AdamState, *, rate: float, decay: float, steps: int
) -> tuple[Parameters, AdamState]:
    """
    One step.
    @param rate: highest learning rate
    @param decay: weight decay of matrices; vectors (biases, norms) have none
    @param steps: of the whole training
    """
    step = state.step + 1
    progress = step / steps
    cosine = 0.5 * (1 + jnp.cos(jnp.pi * jnp.clip((progress - WARM_UP) / (1 - WARM_UP), 0, 1)))
    now = rate * jnp.minimum(progress / WARM_UP, cosine)
    first = {name: FIRST_DECAY * state.first[name] + (1 - FIRST_DECAY) * g for name, g in gradients.items()}
    second = {name: SECOND_DECAY * state.second[name] + (1 - SECOND_DECAY) * g * g for name, g in gradients.items()}

    def move(name: str, value: Array) -> Array:
        mean = first[name] / (1 - FIRST_DECAY**step)
        spread = jnp.sqrt(second[name] / (1 - SECOND_DECAY**step)) + EPSILON
        return value - now * (mean / spread + (decay if value.ndim > 1 else 0.0) * value)

    return {name: move(name, value) for name, value in parameters.items()}, AdamState(step, first, second)

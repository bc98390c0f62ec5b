"""`project`: learns two heads that lead the features of photos and of their captions into one new space."""

import argparse
from dataclasses import asdict
from pathlib import Path

import numpy as np

from training.errors import RecipeError
from training.inputs.feature_folder import choose_validation, read_features
from training.progress import say

HELP = "learn heads from the features of an image tower and of a text tower into one new space"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--features", type=Path, required=True, help="folder of `features`, of the tensors to follow")
    parser.add_argument("--dim", type=int, default=256, help="length of the vectors (default 256)")
    parser.add_argument("--hidden", type=int, default=512, help="width of each head's block (default 512)")
    parser.add_argument("--epochs", type=int, default=30, help="times that every photo is seen (default 30)")
    parser.add_argument("--batch", type=int, default=128, help="photos that are told apart at once (default 128)")
    parser.add_argument("--rate", type=float, default=1e-3, help="highest learning rate (default 0.001)")
    parser.add_argument("--decay", type=float, default=0.1, help="weight decay (default 0.1)")
    parser.add_argument(
        "--noise", type=float, default=0.3, help="noise on the features, in their deviations (default 0.3)"
    )
    parser.add_argument("--temperature", type=float, default=0.05, help="of the softmax over a batch (default 0.05)")
    parser.add_argument("--out", type=Path, required=True, help="file for the heads, .npz")


def run(args: argparse.Namespace) -> None:
    # XLA is loaded here, so that `--help` does not wait for it.
    from training.nets.contrast import Contrast, Pairs, measure_recall, train_heads
    from training.nets.parameters import count_numbers, write_parameters

    if args.out.suffix != ".npz":
        raise RecipeError(f"--out must be a file that ends in .npz, got {args.out}.")
    features = read_features(args.features)
    captions = [i for i, row in enumerate(features.rows) if not row.is_phrase]
    photo_of = np.array([features.rows[i].photo for i in captions])
    is_aside = choose_validation(len(features.images), args.seed)
    learned = int((~is_aside).sum())
    if learned < 2:
        raise RecipeError(f"At least two photos are needed to tell one from another, got {learned}.")
    pairs = Pairs(features.images, features.texts[captions], photo_of, is_aside)
    names = ("dim", "hidden", "epochs", "batch", "rate", "decay", "noise", "temperature", "seed")
    contrast = Contrast(**{name: getattr(args, name) for name in names})
    heads = train_heads(pairs, contrast)
    outcome = {"photos": learned, "parameters": count_numbers(heads), **measure_recall(heads, pairs)}
    noted = {"step": "project", "settings": asdict(contrast), "outcome": outcome, "features": features.settings}
    write_parameters(args.out, heads, noted)
    say(f"{args.out}: {outcome}")

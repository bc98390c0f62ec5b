"""`split`: divides captioned photos into the ones to learn from and the ones to be judged by."""

import argparse
import shutil
from pathlib import Path

from training.errors import RecipeError
from training.inputs.captions import Caption, is_held_out, read_captions
from training.inputs.files import write_whole
from training.progress import say

HELP = "divide captioned photos into a part to learn from and a part to be judged by"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--images", type=Path, required=True, help="folder of the photos")
    parser.add_argument("--captions", type=Path, required=True, help="lines of file name, tab, caption")
    parser.add_argument(
        "--held-out", type=float, default=0.5, help="share of the photos that training does not see (default 0.5)"
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        help="folder for train.tsv, held-out.tsv and held-out/, the photos to be judged by",
    )


def run(args: argparse.Namespace) -> None:
    if not 0 < args.held_out < 1:
        raise RecipeError(f"--held-out must be between 0 and 1, got {args.held_out}.")
    captions = read_captions(args.captions)
    missing = sorted({one.photo for one in captions if not (args.images / one.photo).is_file()})
    if missing:
        raise RecipeError(f"{len(missing)} captioned photos are not in {args.images}, such as {missing[0]}.")
    held_out = [one for one in captions if is_held_out(one.photo, args.held_out, args.seed)]
    train = [one for one in captions if not is_held_out(one.photo, args.held_out, args.seed)]
    if not held_out or not train:
        raise RecipeError(
            f"{args.captions} has too few photos to divide: {len(train)} captions to learn from, {len(held_out)} held out."
        )
    _write(args.out / "train.tsv", train)
    _write(args.out / "held-out.tsv", held_out)
    # A folder of their own: an evaluation ranks every photo of a folder, and those of the other part have been learned from.
    folder = args.out / "held-out"
    folder.mkdir(exist_ok=True)
    for photo in {one.photo for one in held_out}:
        target = folder / photo
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(args.images / photo, target)
    for name, part in (("to learn from", train), ("held out", held_out)):
        say(f"{name}: {len({one.photo for one in part})} photos, {len(part)} captions")


def _write(path: Path, captions: list[Caption]) -> None:
    lines = ["file\tcaption", *(f"{one.photo}\t{one.text}" for one in captions)]
    write_whole(path, lambda file: file.write(("\n".join(lines) + "\n").encode()))

"""`features`: what a model says of photos, of their captions, of phrases in them, and of each piece of its vocabulary."""

import argparse
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from training.errors import RecipeError
from training.inputs.captions import make_phrases, read_captions
from training.inputs.feature_folder import TextRow, write_texts
from training.inputs.files import check_settings
from training.inputs.model_folder import load_tokenizer, read_model_folder
from training.inputs.shards import compute_in_shards
from training.onnx_files.towers import Tower, embed_tokens, prepare_image
from training.progress import say

HELP = "compute the vectors of photos, captions and vocabulary with the towers of a model"

#: Photos in one run of the image tower.
IMAGE_BATCH = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, required=True, help="model folder")
    parser.add_argument("--tower", help="its text tower, where towers.json lists several (default: the first)")
    parser.add_argument("--images", type=Path, required=True, help="folder of the photos")
    parser.add_argument("--captions", type=Path, required=True, help="captions to learn from: train.tsv of `split`")
    parser.add_argument("--image-tensor", help="tensor of the image tower's graph to read (default: its output)")
    parser.add_argument("--text-tensor", help="tensor of the text tower's graph to read (default: its output)")
    parser.add_argument("--phrases", type=int, default=0, help="phrases to take out of each caption (default 0)")
    parser.add_argument(
        "--vocabulary", action="store_true", help="also the vector of each piece of the tokenizer; `distil` wants it"
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for the outcome; an interrupted run goes on in it"
    )


def run(args: argparse.Namespace) -> None:
    model = read_model_folder(args.model, args.tower)
    captions = read_captions(args.captions)
    photos = sorted({one.photo for one in captions})
    index_of = {photo: i for i, photo in enumerate(photos)}
    rows = [TextRow(one.text, index_of[one.photo], is_phrase=False) for one in captions]
    rows += [
        TextRow(one.text, index_of[one.photo], is_phrase=True)
        for one in make_phrases(captions, args.phrases, args.seed)
    ]
    check_settings(
        args.out / "features.json",
        {
            "model": str(model.folder.resolve()),
            "text_folder": str(model.text_folder.resolve()),
            "weights": {file.name: file.stat().st_size for file in (model.vision_file, model.text_file)},
            "image_tensor": args.image_tensor,
            "text_tensor": args.text_tensor,
            "photos": len(photos),
            "captions": len(captions),
            "phrases": len(rows) - len(captions),
            "seed": args.seed,
        },
    )
    write_texts(args.out, photos, rows)
    vision = Tower(model.vision_file, args.image_tensor, args.threads)

    def embed_photos(start: int, end: int):
        batches = (photos[i : min(i + IMAGE_BATCH, end)] for i in range(start, end, IMAGE_BATCH))
        prepared = (np.stack([prepare_image(args.images / photo, model.image) for photo in batch]) for batch in batches)
        return np.concatenate([vision.run({"pixel_values": pixels}) for pixels in prepared])

    compute_in_shards(args.out / "images.npy", len(photos), embed_photos, size=64)
    tokenizer = load_tokenizer(model)
    text = Tower(model.text_file, args.text_tensor, args.threads)
    tokens = [encoding.ids for encoding in tokenizer.encode_batch([row.text for row in rows])]
    compute_in_shards(args.out / "texts.npy", len(rows), lambda start, end: embed_tokens(text, tokens[start:end]))
    if args.vocabulary:
        pieces = [surround(tokenizer, piece) for piece in range(tokenizer.get_vocab_size())]
        compute_in_shards(
            args.out / "vocabulary.npy", len(pieces), lambda start, end: embed_tokens(text, pieces[start:end]), 2048
        )
    say(f"{len(photos)} photos, {len(captions)} captions, {len(rows) - len(captions)} phrases in {args.out}")


def surround(tokenizer: Tokenizer, piece: int) -> list[int]:
    """One piece as a text of its own, between the special tokens that the tokenizer puts around a text."""
    encoding = tokenizer.encode("a")
    special = encoding.special_tokens_mask
    if 0 not in special:
        raise RecipeError('The tokenizer must give at least one token for "a", got special tokens only.')
    first, last = special.index(0), len(special) - special[::-1].index(0)
    return [*encoding.ids[:first], piece, *encoding.ids[last:]]

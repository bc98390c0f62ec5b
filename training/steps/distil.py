"""`distil`: teaches a small text tower to give the vectors that a larger one gives."""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from training.errors import RecipeError
from training.inputs.captions import read_translations
from training.inputs.feature_folder import Features, TextRow, choose_validation, read_features
from training.inputs.files import check_settings, read_array, read_json
from training.inputs.model_folder import load_tokenizer, read_model_folder

HELP = "teach a small text tower the vectors of `features`"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--features", type=Path, required=True, help="folder of `features`: the vectors to give")
    parser.add_argument(
        "--model",
        type=Path,
        required=True,
        help="model folder that the vocabulary is of; its tokenizer is the student's",
    )
    parser.add_argument(
        "--tower", help="the text tower that the vocabulary is of, where towers.json lists several (default: the first)"
    )
    parser.add_argument(
        "--vocabulary",
        type=Path,
        help="folder of `features --vocabulary` of another text tower, whose pieces the student is to have (default: --features)",
    )
    parser.add_argument(
        "--translations",
        type=Path,
        help="lines of a caption or phrase of the features, tab, its translation, which is to get the same vector",
    )
    parser.add_argument("--width", type=int, default=256, help="numbers for each token, a multiple of 32 (default 256)")
    parser.add_argument("--blocks", type=int, default=2, help="blocks of attention and two layers (default 2)")
    parser.add_argument("--hidden", type=int, default=512, help="width of the head's block (default 512)")
    parser.add_argument("--max-tokens", type=int, default=64, help="longest text (default 64)")
    parser.add_argument("--epochs", type=int, default=10, help="times that every text is seen (default 10)")
    parser.add_argument("--batch", type=int, default=64, help="texts in one step (default 64)")
    parser.add_argument("--rate", type=float, default=5e-4, help="highest learning rate (default 0.0005)")
    parser.add_argument("--decay", type=float, default=0.01, help="weight decay (default 0.01)")
    parser.add_argument(
        "--photo-weight",
        type=float,
        default=0.0,
        help="weight of a second aim: captions are to find their photos (default 0: the teacher alone)",
    )
    parser.add_argument(
        "--temperature", type=float, default=0.05, help="of the second aim's softmax over the photos (default 0.05)"
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for the student; an interrupted run goes on in it"
    )


def run(args: argparse.Namespace) -> None:
    # XLA is loaded here, so that `--help` does not wait for it.
    from training.nets.parameters import count_numbers, write_parameters
    from training.nets.student import StudentShape, fit_start, make_student, reduce_vocabulary
    from training.nets.teaching import Lesson, Teaching, teach
    from training.onnx_files.packing import pack_table, unpack_table

    features = read_features(args.features)
    folder = args.vocabulary or args.features
    vocabulary = read_array(folder / "vocabulary.npy", f"features --vocabulary --out {folder} …")
    vocabulary_settings = read_json(folder / "features.json")
    if features.images.shape[1] != features.texts.shape[1] and args.photo_weight > 0:
        raise RecipeError(
            "--photo-weight needs photos and texts in one space, got vectors of"
            f" {features.images.shape[1]} and {features.texts.shape[1]} numbers."
        )
    names = (
        "width",
        "blocks",
        "hidden",
        "max_tokens",
        "epochs",
        "batch",
        "rate",
        "decay",
        "photo_weight",
        "temperature",
        "seed",
    )
    settings = {name: getattr(args, name) for name in names}
    rows, targets = _add_translations(features, args.translations)
    tokens = _tokenize(args, [row.text for row in rows], len(vocabulary))
    origin = {
        "features": features.settings,
        "vocabulary": vocabulary_settings,
        "translations": len(rows) - len(features.rows),
    }
    check_settings(args.out / "distil.json", {**settings, **origin})

    packed = pack_table(reduce_vocabulary(vocabulary, args.width))
    # Training sees the table as it is exported, so that rounding to 4 bits costs nothing later.
    table = unpack_table(packed)
    shape = StudentShape(width=args.width, blocks=args.blocks, max_tokens=args.max_tokens, hidden=args.hidden)
    is_validation = choose_validation(len(features.images), args.seed)
    lesson = Lesson.make(
        table=table,
        tokens=tokens,
        rows=rows,
        targets=targets,
        images=features.images if args.photo_weight > 0 else None,
        is_validation=is_validation,
    )
    teaching = Teaching(args.epochs, args.batch, args.rate, args.decay, args.photo_weight, args.temperature, args.seed)
    matrix, bias = fit_start(table, [lesson.tokens[i] for i in lesson.learned], lesson.targets[lesson.learned])
    start = make_student(shape, matrix, bias, args.seed)
    parameters, history = teach(start, lesson, shape, teaching, args.out)
    outcome = {
        "texts": int(lesson.learned.size),
        "parameters": count_numbers(parameters),
        "table": list(table.shape),
        "validation_captions": int(lesson.unseen.size),
        **history,
    }
    write_parameters(
        args.out / "student.npz",
        {**parameters, "table/codes": packed.codes, "table/scales": packed.scales, "table/offsets": packed.offsets},
        {
            "step": "distil",
            "shape": shape.to_settings(),
            "settings": settings,
            "outcome": outcome,
            **origin,
        },
    )


def _add_translations(features: Features, file: Path | None) -> tuple[list[TextRow], np.ndarray]:
    """Texts and the vectors to give: those of the features, and each translation with the vector of what it translates."""
    if file is None:
        return features.rows, features.texts
    translations = read_translations(file)
    added = [
        (i, replace(row, text=text)) for i, row in enumerate(features.rows) for text in translations.get(row.text, [])
    ]
    if not added:
        raise RecipeError(
            f"{file} must begin its lines with captions of the features, such as: {features.rows[0].text}"
        )
    vectors = features.texts[[i for i, _ in added]]
    return [*features.rows, *(row for _, row in added)], np.concatenate([features.texts, vectors])


def _tokenize(args: argparse.Namespace, texts: list[str], pieces: int) -> list[list[int]]:
    tokenizer = load_tokenizer(read_model_folder(args.model, args.tower))
    if tokenizer.get_vocab_size() != pieces:
        raise RecipeError(
            f"--model and --tower must name the text tower that the vocabulary of {pieces:,} pieces is of;"
            f" the tokenizer there has {tokenizer.get_vocab_size():,}."
        )
    tokenizer.enable_truncation(args.max_tokens)
    return [encoding.ids for encoding in tokenizer.encode_batch(texts)]

"""`distil`: teaches a small text tower to give the vectors that a larger one gives."""

import argparse
from pathlib import Path

from training.errors import RecipeError
from training.inputs.feature_folder import choose_validation, read_features
from training.inputs.files import check_settings, read_array
from training.inputs.model_folder import load_tokenizer, read_model_folder

HELP = "teach a small text tower the vectors of `features`"

#: Share of the photos whose captions are set aside to see how near the student comes on unseen ones.
VALIDATION = 0.1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--features", type=Path, required=True, help="folder of `features --vocabulary`")
    parser.add_argument(
        "--model",
        type=Path,
        required=True,
        help="model folder that the features are of; its tokenizer is the student's",
    )
    parser.add_argument(
        "--tower", help="the text tower that the features are of, where towers.json lists several (default: the first)"
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
    vocabulary = read_array(args.features / "vocabulary.npy", f"features --vocabulary --out {args.features} …")
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
    check_settings(args.out / "distil.json", {**settings, "features": features.settings})

    packed = pack_table(reduce_vocabulary(vocabulary, args.width))
    # Training sees the table as it is exported, so that rounding to 4 bits costs nothing later.
    table = unpack_table(packed)
    shape = StudentShape(width=args.width, blocks=args.blocks, max_tokens=args.max_tokens, hidden=args.hidden)
    is_validation = choose_validation(len(features.images), VALIDATION, args.seed)
    lesson = Lesson.make(
        table=table,
        tokens=_tokenize(args, [row.text for row in features.rows]),
        rows=features.rows,
        targets=features.texts,
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
            "features": features.settings,
        },
    )


def _tokenize(args: argparse.Namespace, texts: list[str]) -> list[list[int]]:
    tokenizer = load_tokenizer(read_model_folder(args.model, args.tower))
    tokenizer.enable_truncation(args.max_tokens)
    return [encoding.ids for encoding in tokenizer.encode_batch(texts)]

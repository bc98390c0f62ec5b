"""`card`: writes the model card of an exported folder."""

import argparse
from pathlib import Path
from typing import Any

from training.errors import RecipeError
from training.inputs.files import read_json, write_whole
from training.steps.export import RECIPE_FILE

HELP = "write MODEL_CARD.md from what the steps noted and what `photoseek eval --json` measured"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, required=True, help="folder of `export`")
    parser.add_argument("--name", help="name of the model (default: that of the folder)")
    parser.add_argument(
        "--evaluation",
        type=Path,
        help="output of `photoseek eval --json`; without it, the card says that nothing was measured",
    )
    parser.add_argument(
        "--data", required=True, help="a sentence: photos and captions that were learned from, and their terms"
    )
    parser.add_argument(
        "--licence", required=True, help="a sentence: the terms of the weights that the model is made from"
    )


def run(args: argparse.Namespace) -> None:
    recipe = read_json(args.model / RECIPE_FILE)
    config = read_json(args.model / "config.json")
    facts = _list_facts(recipe, config, args.model)
    table = "\n".join(f"| {name} | {value} |" for name, value in facts)
    measured = (
        _describe_evaluation(read_json(args.evaluation)) if args.evaluation is not None else "Nothing was measured."
    )
    card = f"""# {args.name or args.model.resolve().name}

| | |
|---|---|
{table}

## Measured
{measured}

## Made from
{args.data}

## Terms
{args.licence}
"""
    write_whole(args.model / "MODEL_CARD.md", lambda file: file.write(card.encode()))


def _list_facts(recipe: dict[str, Any], config: dict[str, Any], folder: Path) -> list[tuple[str, str]]:
    features, settings, outcome = recipe["features"], recipe["settings"], recipe["outcome"]
    source = Path(features["model"]).name
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in settings.items())
    facts = [("space", f"{config['projection_dim']} dimensions, L2 norm 1")]
    if recipe["step"] == "distil":
        rows, columns = outcome["table"]
        facts += [
            ("image tower", f"that of {source}, unchanged; the space is the same"),
            (
                "text tower",
                f"distilled from that of {source}: {outcome['parameters']:,} numbers and a fixed table of {rows:,} × {columns}",
            ),
            (
                "storage of the text tower",
                "table in 4 bits (blocks of 32 columns, standard ONNX operators), matrices in 8, the rest in 32",
            ),
            (
                "learned from",
                f"{outcome['texts']:,} texts, those of nine tenths of {features['photos']:,} photos with"
                f" {features['captions']:,} captions, {features['phrases']:,} phrases in them and"
                f" {recipe.get('translations', 0):,} translations",
            ),
        ]
        if outcome["validation_captions"] > 0:
            facts.append(
                (
                    f"mean cosine to the teacher on {outcome['validation_captions']} captions set aside",
                    f"{outcome['cosine_after']:.3f}; {outcome['cosine_before']:.3f} before the training",
                )
            )
    else:
        recall = ", ".join(f"{name} {value}" for name, value in outcome.items() if name.startswith("R@"))
        facts += [
            (
                "towers",
                f"those of {source}, cut at `{features['image_tensor']}` and `{features['text_tensor']}`, with new heads; a space of its own",
            ),
            ("learned from", f"captions of {outcome['photos']:,} photos"),
        ]
        if recall:
            facts.append((f"among {outcome['validation_photos']} photos set aside", recall))
    sizes = ", ".join(
        f"{file.name} {file.stat().st_size / 1e6:.1f} MB" for file in sorted((folder / "onnx").glob("*.onnx"))
    )
    return [*facts, ("settings", told), ("files", sizes)]


def _describe_evaluation(evaluation: dict[str, Any]) -> str:
    """The rows of every model of an evaluation, so that the new one stands beside the one it was made from."""
    rows = []
    for model in evaluation.get("models", []):
        name = Path(model["model"]["name"]).name
        for scores in model.get("retrieval", []):
            recall = scores["textToImage"]
            values = " / ".join(f"{recall[key]:.3f}" for key in ("recallAt1", "recallAt5", "recallAt10"))
            rows.append(
                f"| {name} | {scores['language'] or '–'} | {scores['images']} | {scores['captions']} | {values} |"
            )
    if not rows:
        raise RecipeError(
            "The evaluation must hold captions of at least one model: photoseek eval --json --images … --captions …"
        )
    head = "| model | language | photos | captions | text → image, R@1 / R@5 / R@10 |\n|---|---|---|---|---|\n"
    return f"By `photoseek eval`, on photos that were not learned from:\n\n{head}" + "\n".join(rows)

"""`export`: writes a model folder that photoseek loads."""

import argparse
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from training.errors import RecipeError
from training.inputs.files import read_json, write_json, write_whole
from training.inputs.model_folder import ModelFolder, read_model_folder
from training.onnx_files.cut import cut_at

HELP = "write a model folder from a student of `distil` or from the heads of `project`"

#: What export notes of the steps before it; photoseek does not read it, `card` does.
RECIPE_FILE = "recipe.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        type=Path,
        required=True,
        help="model folder that the features are of; what is not new is taken from it",
    )
    parser.add_argument("--tower", help="its text tower, where towers.json lists several (default: the first)")
    new = parser.add_mutually_exclusive_group(required=True)
    new.add_argument("--student", type=Path, help="student.npz of `distil`: a text tower for the space of the model")
    new.add_argument("--heads", type=Path, help="file of `project`: both towers with new heads, a space of its own")
    parser.add_argument("--out", type=Path, required=True, help="folder to make")


def run(args: argparse.Namespace) -> None:
    # XLA is loaded here, so that `--help` does not wait for it.
    from training.nets.parameters import read_parameters

    if args.out.exists() and (not args.out.is_dir() or any(args.out.iterdir())):
        raise RecipeError(f"{args.out} is not empty. Name a folder that does not exist, or delete it.")
    model = read_model_folder(args.model, args.tower)
    config = read_json(args.model / "config.json")
    step, file = ("distil", args.student) if args.student is not None else ("project", args.heads)
    parameters, recipe = read_parameters(file, step)
    if recipe.get("step") != step:
        raise RecipeError(f"{file} must be made by {step}, got a file of {recipe.get('step')}.")
    _check_origin(recipe, model)
    # The folder gets its name once it is whole.
    folder = args.out.with_name(f"{args.out.name}.part")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "onnx").mkdir(parents=True)
    export = _export_student if step == "distil" else _export_heads
    changes = export(parameters, recipe, model, folder / "onnx")
    _copy_inputs(model, folder)
    write_json(folder / "config.json", _merge(config, changes))
    write_json(folder / RECIPE_FILE, _without_paths(recipe))
    folder.replace(args.out)


def _export_student(
    parameters: dict[str, np.ndarray], recipe: dict[str, Any], model: ModelFolder, out: Path
) -> dict[str, Any]:
    """@return what changes in `config.json`"""
    from training.nets.student import StudentShape
    from training.onnx_files.packing import PackedTable
    from training.onnx_files.student_graph import make_student_model

    shape = StudentShape(**recipe["shape"])
    table = PackedTable(*(parameters.pop(f"table/{part}") for part in ("codes", "scales", "offsets")))
    _write_model(out / model.text_file.name, make_student_model(parameters, table, shape))
    shutil.copyfile(model.vision_file, out / model.vision_file.name)
    text = {
        "hidden_size": shape.width,
        "max_position_embeddings": shape.max_tokens,
        "num_hidden_layers": shape.blocks,
        "vocab_size": len(table.codes),
    }
    return {"text_config": text}


def _export_heads(
    parameters: dict[str, np.ndarray], recipe: dict[str, Any], model: ModelFolder, out: Path
) -> dict[str, Any]:
    """@return what changes in `config.json`"""
    from training.onnx_files.graph import replace_head

    for name, source in (("image", model.vision_file), ("text", model.text_file)):
        whole = onnx.load(source)
        tensor = recipe["features"][f"{name}_tensor"] or whole.graph.output[0].name
        part = cut_at(whole, tensor)
        own = {key.removeprefix(f"{name}/"): value for key, value in parameters.items() if key.startswith(f"{name}/")}
        replace_head(part, tensor, own, f"{name}_embeds")
        _write_model(out / source.name, part)
    dim = recipe["settings"]["dim"]
    return {
        "projection_dim": dim,
        "text_config": {"projection_dim": dim, "max_position_embeddings": model.max_tokens},
        "vision_config": {"projection_dim": dim},
    }


def _check_origin(recipe: dict[str, Any], model: ModelFolder) -> None:
    """The towers that the features and the vocabulary are of must be those that the new parts are joined to."""
    for file, origin in ((model.vision_file, recipe["features"]), (model.text_file, _find_text_origin(recipe))):
        if file.stat().st_size != origin["weights"][file.name]:
            raise RecipeError(
                f"--model and --tower must be those that {file.name} was read from, {origin['text_folder']}, got {file}."
            )


def _find_text_origin(recipe: dict[str, Any]) -> dict[str, Any]:
    """Settings of the features that the text tower, or else its vocabulary, is of."""
    return recipe.get("vocabulary", recipe["features"])


def _without_paths(recipe: dict[str, Any]) -> dict[str, Any]:
    """A model is given away: where folders lie on this machine is nobody's business."""

    def strip(origin: dict[str, Any]) -> dict[str, Any]:
        kept = {name: value for name, value in origin.items() if name != "text_folder"}
        return {**kept, "model": Path(origin["model"]).name}

    return {**recipe, **{name: strip(recipe[name]) for name in ("features", "vocabulary") if name in recipe}}


def _copy_inputs(model: ModelFolder, out: Path) -> None:
    shutil.copyfile(model.folder / "preprocessor_config.json", out / "preprocessor_config.json")
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        source = model.text_folder / name
        if source.exists():
            shutil.copyfile(source, out / name)
    if not (out / "tokenizer_config.json").exists():
        # photoseek wants one of a model's first tower, and all of its fields have defaults.
        write_json(out / "tokenizer_config.json", {})


def _merge(config: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    merged = {
        name: {**config.get(name, {}), **value} if isinstance(value, dict) else value for name, value in changes.items()
    }
    return {**config, **merged}


def _write_model(path: Path, model: onnx.ModelProto) -> None:
    onnx.checker.check_model(model)
    write_whole(path, lambda file: file.write(model.SerializeToString()))

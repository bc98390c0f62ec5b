"""The command: `python -m training STEP`."""

import argparse
import sys
from importlib import import_module

from training.errors import RecipeError
from training.machine import limit_cores

STEPS = ("split", "features", "project", "distil", "export", "card")


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training",
        description="Makes models that photoseek loads. Each step reads what an earlier one wrote.",
    )
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    for name in STEPS:
        module = import_module(f"training.steps.{name}")
        step = steps.add_parser(name, help=module.HELP, description=module.__doc__)
        module.add_arguments(step)
        step.add_argument("--seed", type=int, default=0, help="of everything that is random (default 0)")
        step.add_argument("--threads", type=int, default=1, help="cores to use (default 1)")
        step.set_defaults(run=module.run)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """@return exit code: 0, 1 for a step that cannot be done, 2 for wrong arguments"""
    args = make_parser().parse_args(arguments)
    try:
        if args.threads < 1:
            raise RecipeError(f"--threads must be at least 1, got {args.threads}.")
        limit_cores(args.threads)
        args.run(args)
    except RecipeError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; features and distil go on from here when they are called again", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

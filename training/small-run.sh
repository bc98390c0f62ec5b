#!/usr/bin/env bash
# The small run of README.md: every step, for both kinds of model, then photoseek itself with what they made. Takes minutes on one core.
#   training/small-run.sh IMAGES CAPTIONS OUT
# Needs the virtual environment of README.md, active, and a built photoseek (npm run build). Called again, it goes on where it was.
set -euo pipefail
[ $# = 3 ] || { sed -n '2,4p' "$0" >&2; exit 2; }
images=$(realpath "$1") captions=$(realpath "$2") out=$(realpath -m "$3")
cd "$(dirname "$0")/.."
model=data/models/photoseek-mini-2
photoseek() { node dist/photoseek.cjs "$@"; }
step() { echo "== $*" >&2; python -m training "$@"; }

step split --images "$images" --captions "$captions" --held-out 0.5 --out "$out"
learn=(--model $model --tower english --images "$images" --captions "$out/train.tsv")

# A text tower for the space of the embedded model; "untrained" shows how far the table alone leads.
step features "${learn[@]}" --phrases 4 --vocabulary --out "$out/features"
for name in untrained student; do
  [ -e "$out/models/$name" ] && continue
  epochs=$([ $name = untrained ] && echo 0 || echo 12)
  step distil --features "$out/features" --model $model --tower english --epochs "$epochs" --out "$out/$name"
  step export --model $model --tower english --student "$out/$name/student.npz" --out "$out/models/$name"
done

# New heads for the towers of the embedded model: a space of its own. The tensors are the pools before the heads.
step features "${learn[@]}" --image-tensor /net/ReduceMean_output_0 --text-tensor /Div_output_0 --out "$out/pools"
if [ ! -e "$out/models/heads" ]; then
  step project --features "$out/pools" --dim 256 --out "$out/heads.npz"
  step export --model $model --tower english --heads "$out/heads.npz" --out "$out/models/heads"
fi

models=(--model $model --model "$out/models/untrained" --model "$out/models/student" --model "$out/models/heads")
judge=(--images "$out/held-out" --captions "en=$out/held-out.tsv")
photoseek eval "${judge[@]}" "${models[@]}" --json >"$out/eval.json"
for name in student heads; do
  step card --model "$out/models/$name" --evaluation "$out/eval.json" \
    --data "A small run on the captions in $(basename "$captions"); the photos belong to their owners and are not included." \
    --licence "Made from $(basename $model), whose card states its terms."
  photoseek index "$out/held-out" --library "$out/library-$name" --model "$out/models/$name" --quiet
  photoseek search "a dog runs through the snow" --library "$out/library-$name" --limit 5
done

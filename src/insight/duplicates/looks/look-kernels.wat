;; Comparison of squares of brightness. Every sum is added in the order of rows and of cells within them, in double precision.
;; The first 5,120 bytes of the memory are for the cells of rows, those of columns and two interpolated lines; sides are up to 128.
(module
  (import "env" "memory" (memory 1))
  (global $ROWS i32 (i32.const 0)) ;; of each cell: 512 bytes of indexes, then 1,024 bytes of shares
  (global $COLUMNS i32 (i32.const 1536))
  (global $LINES i32 (i32.const 3072)) ;; two, of 1,024 bytes each
  ;; Cells of a line that lie inside: from the first up to the end.
  (global $first (mut i32) (i32.const 0))
  (global $end (mut i32) (i32.const 0))
  ;; The rows whose lines are known, by parity.
  (global $known0 (mut i32) (i32.const -1))
  (global $known1 (mut i32) (i32.const -1))

  ;; Where the cells of one square lie along a side of another: the cell before the centre of each, -1 outside, and how far it is to the next one.
  (func $cells (param $to i32) (param $side i32) (param $from f64) (param $length f64)
    (local $i i32) (local $cells f64) (local $position f64) (local $before f64) (local $isInside i32)
    (local.set $cells (f64.convert_i32_s (local.get $side)))
    (global.set $first (i32.const -1))
    (global.set $end (i32.const 0))
    (loop $next
      (local.set $position (f64.sub
        (f64.mul
          (f64.add (local.get $from) (f64.div
            (f64.mul (local.get $length) (f64.add (f64.convert_i32_s (local.get $i)) (f64.const 0.5)))
            (local.get $cells)))
          (local.get $cells))
        (f64.const 0.5)))
      (local.set $before (f64.max (f64.const 0)
        (f64.min (f64.sub (local.get $cells) (f64.const 2)) (f64.floor (local.get $position)))))
      (local.set $isInside (i32.and
        (f64.ge (local.get $position) (f64.const -0.5))
        (f64.le (local.get $position) (f64.sub (local.get $cells) (f64.const 0.5)))))
      (i32.store (i32.add (local.get $to) (i32.shl (local.get $i) (i32.const 2)))
        (select (i32.trunc_f64_s (local.get $before)) (i32.const -1) (local.get $isInside)))
      (f64.store offset=512 (i32.add (local.get $to) (i32.shl (local.get $i) (i32.const 3)))
        (f64.promote_f32 (f32.demote_f64 (f64.max (f64.const 0)
          (f64.min (f64.const 1) (f64.sub (local.get $position) (local.get $before)))))))
      (if (local.get $isInside) (then
        (if (i32.lt_s (global.get $first) (i32.const 0)) (then (global.set $first (local.get $i))))
        (global.set $end (i32.add (local.get $i) (i32.const 1)))))
      (br_if $next (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $side))))
    (if (i32.lt_s (global.get $first) (i32.const 0)) (then (global.set $first (i32.const 0)))))

  ;; Lays a square of `side` cells into another: its centre and its size are shares of the other's sides.
  (func $place (param $side i32) (param $x f64) (param $y f64) (param $width f64) (param $height f64)
    (call $cells (global.get $ROWS) (local.get $side)
      (f64.sub (local.get $y) (f64.div (local.get $height) (f64.const 2))) (local.get $height))
    (call $cells (global.get $COLUMNS) (local.get $side)
      (f64.sub (local.get $x) (f64.div (local.get $width) (f64.const 2))) (local.get $width))
    (global.set $known0 (i32.const -1))
    (global.set $known1 (i32.const -1)))

  ;; A row of the square, interpolated along its length at the columns. Neighbours have different parities, and are kept.
  (func $line (param $square i32) (param $side i32) (param $row i32) (result i32)
    (local $to i32) (local $column i32) (local $end i32) (local $left i32) (local $right f64) (local $line i32) (local $share i32)
    (local.set $line (i32.add (global.get $LINES) (i32.shl (i32.and (local.get $row) (i32.const 1)) (i32.const 10))))
    (if (i32.and (local.get $row) (i32.const 1))
      (then
        (if (i32.eq (global.get $known1) (local.get $row)) (then (return (local.get $line))))
        (global.set $known1 (local.get $row)))
      (else
        (if (i32.eq (global.get $known0) (local.get $row)) (then (return (local.get $line))))
        (global.set $known0 (local.get $row))))
    (if (i32.ge_s (global.get $first) (global.get $end)) (then (return (local.get $line))))
    (local.set $square (i32.add (local.get $square)
      (i32.shl (i32.mul (local.get $row) (local.get $side)) (i32.const 2))))
    (local.set $column (i32.add (global.get $COLUMNS) (i32.shl (global.get $first) (i32.const 2))))
    (local.set $end (i32.add (global.get $COLUMNS) (i32.shl (global.get $end) (i32.const 2))))
    (local.set $share (i32.add (global.get $COLUMNS) (i32.shl (global.get $first) (i32.const 3))))
    (local.set $to (i32.add (local.get $line) (i32.shl (global.get $first) (i32.const 3))))
    (loop $next
      (local.set $left (i32.add (local.get $square) (i32.shl (i32.load (local.get $column)) (i32.const 2))))
      (local.set $right (f64.load offset=512 (local.get $share)))
      (f64.store (local.get $to) (f64.add
        (f64.mul (f64.promote_f32 (f32.load (local.get $left))) (f64.sub (f64.const 1) (local.get $right)))
        (f64.mul (f64.promote_f32 (f32.load offset=4 (local.get $left))) (local.get $right))))
      (local.set $share (i32.add (local.get $share) (i32.const 8)))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (br_if $next (i32.lt_u (local.tee $column (i32.add (local.get $column) (i32.const 4))) (local.get $end))))
    (local.get $line))

  ;; The correlation of two squares over what both show where the second is placed in the first; -1 where that is less than `least` cells.
  (func (export "correlate")
    (param $square i32) (param $own i32) (param $side i32)
    (param $x f64) (param $y f64) (param $width f64) (param $height f64) (param $least f64)
    (result f64)
    (local $row i32) (local $top i32) (local $down f64) (local $up f64) (local $upper i32) (local $lower i32)
    (local $at i32) (local $end i32) (local $beside i32) (local $value f64) (local $other f64) (local $both v128)
    (local $n f64) (local $sums v128) (local $squares v128) (local $products f64)
    (call $place (local.get $side) (local.get $x) (local.get $y) (local.get $width) (local.get $height))
    (loop $rows
      (block $outside
        (local.set $top (i32.load (i32.add (global.get $ROWS) (i32.shl (local.get $row) (i32.const 2)))))
        (br_if $outside (i32.lt_s (local.get $top) (i32.const 0)))
        (br_if $outside (i32.ge_s (global.get $first) (global.get $end)))
        (local.set $n (f64.add (local.get $n)
          (f64.convert_i32_s (i32.sub (global.get $end) (global.get $first)))))
        (local.set $down (f64.load offset=512 (i32.add (global.get $ROWS) (i32.shl (local.get $row) (i32.const 3)))))
        (local.set $up (f64.sub (f64.const 1) (local.get $down)))
        (local.set $upper (call $line (local.get $square) (local.get $side) (local.get $top)))
        (local.set $lower (call $line (local.get $square) (local.get $side) (i32.add (local.get $top) (i32.const 1))))
        (local.set $at (i32.shl (global.get $first) (i32.const 3)))
        (local.set $end (i32.shl (global.get $end) (i32.const 3)))
        (local.set $beside (i32.add (local.get $own)
          (i32.shl (i32.add (i32.mul (local.get $row) (local.get $side)) (global.get $first)) (i32.const 2))))
        (loop $next
          (local.set $value (f64.add
            (f64.mul (f64.load (i32.add (local.get $upper) (local.get $at))) (local.get $up))
            (f64.mul (f64.load (i32.add (local.get $lower) (local.get $at))) (local.get $down))))
          (local.set $other (f64.promote_f32 (f32.load (local.get $beside))))
          (local.set $both (f64x2.replace_lane 1 (f64x2.splat (local.get $value)) (local.get $other)))
          (local.set $sums (f64x2.add (local.get $sums) (local.get $both)))
          (local.set $squares (f64x2.add (local.get $squares) (f64x2.mul (local.get $both) (local.get $both))))
          (local.set $products (f64.add (local.get $products) (f64.mul (local.get $value) (local.get $other))))
          (local.set $beside (i32.add (local.get $beside) (i32.const 4)))
          (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $end)))))
      (br_if $rows (i32.lt_s (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $side))))
    (if (f64.lt (local.get $n) (local.get $least)) (then (return (f64.const -1))))
    (f64.div
      (f64.sub (local.get $products) (f64.div
        (f64.mul (f64x2.extract_lane 0 (local.get $sums)) (f64x2.extract_lane 1 (local.get $sums))) (local.get $n)))
      (f64.sqrt (f64.max (f64.const 1e-6) (f64.mul
        (f64.sub (f64x2.extract_lane 0 (local.get $squares)) (f64.div
          (f64.mul (f64x2.extract_lane 0 (local.get $sums)) (f64x2.extract_lane 0 (local.get $sums))) (local.get $n)))
        (f64.sub (f64x2.extract_lane 1 (local.get $squares)) (f64.div
          (f64.mul (f64x2.extract_lane 1 (local.get $sums)) (f64x2.extract_lane 1 (local.get $sums))) (local.get $n))))))))

  ;; Bilinear samples of a square at the cells of another that is placed in it; -1 outside.
  (func (export "sample")
    (param $square i32) (param $to i32) (param $side i32)
    (param $x f64) (param $y f64) (param $width f64) (param $height f64)
    (local $row i32) (local $top i32) (local $down f64) (local $up f64) (local $upper i32) (local $lower i32) (local $column i32)
    (call $place (local.get $side) (local.get $x) (local.get $y) (local.get $width) (local.get $height))
    (loop $rows
      (local.set $top (i32.load (i32.add (global.get $ROWS) (i32.shl (local.get $row) (i32.const 2)))))
      (if (i32.ge_s (local.get $top) (i32.const 0)) (then
        (local.set $down (f64.load offset=512 (i32.add (global.get $ROWS) (i32.shl (local.get $row) (i32.const 3)))))
        (local.set $up (f64.sub (f64.const 1) (local.get $down)))
        (local.set $upper (call $line (local.get $square) (local.get $side) (local.get $top)))
        (local.set $lower (call $line (local.get $square) (local.get $side) (i32.add (local.get $top) (i32.const 1))))))
      (local.set $column (i32.const 0))
      (loop $next
        (f32.store (local.get $to)
          (if (result f32)
            (i32.and (i32.ge_s (local.get $top) (i32.const 0)) (i32.and
              (i32.ge_s (local.get $column) (global.get $first)) (i32.lt_s (local.get $column) (global.get $end))))
            (then (f32.demote_f64 (f64.add
              (f64.mul (local.get $up) (f64.load (i32.add (local.get $upper) (i32.shl (local.get $column) (i32.const 3)))))
              (f64.mul (local.get $down) (f64.load (i32.add (local.get $lower) (i32.shl (local.get $column) (i32.const 3))))))))
            (else (f32.const -1))))
        (local.set $to (i32.add (local.get $to) (i32.const 4)))
        (br_if $next (i32.lt_s (local.tee $column (i32.add (local.get $column) (i32.const 1))) (local.get $side))))
      (br_if $rows (i32.lt_s (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $side)))))

  ;; One block without the means of its rows and columns, `edge` squared numbers. Returns their variance; -1 where a part of the block lies outside.
  (func $block (param $from i32) (param $stride i32) (param $edge i32) (param $to i32) (result f64)
    (local $y i32) (local $x i32) (local $at i32) (local $value f32) (local $share f32) (local $row f32) (local $column i32)
    (local $mean f64) (local $meanShare f64) (local $cells f64) (local $detail f32) (local $squares f64)
    (local.set $cells (f64.convert_i32_s (i32.mul (local.get $edge) (local.get $edge))))
    (local.set $meanShare (f64.div (f64.const 1) (local.get $cells)))
    (local.set $share (f32.div (f32.const 1) (f32.convert_i32_s (local.get $edge))))
    (memory.fill (global.get $COLUMNS) (i32.const 0) (i32.const 64))
    (loop $rows
      (local.set $row (f32.const 0))
      (local.set $x (i32.const 0))
      (local.set $at (i32.add (local.get $from) (i32.mul (local.get $y) (local.get $stride))))
      (loop $next
        (local.set $value (f32.load (local.get $at)))
        (if (f32.lt (local.get $value) (f32.const 0)) (then (return (f64.const -1))))
        (local.set $mean (f64.add (local.get $mean)
          (f64.mul (f64.promote_f32 (local.get $value)) (local.get $meanShare))))
        (local.set $value (f32.mul (local.get $value) (local.get $share)))
        (local.set $row (f32.add (local.get $row) (local.get $value)))
        (local.set $column (i32.add (global.get $COLUMNS) (i32.shl (local.get $x) (i32.const 2))))
        (f32.store (local.get $column) (f32.add (f32.load (local.get $column)) (local.get $value)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br_if $next (i32.lt_s (local.tee $x (i32.add (local.get $x) (i32.const 1))) (local.get $edge))))
      (f32.store (i32.add (global.get $ROWS) (i32.shl (local.get $y) (i32.const 2))) (local.get $row))
      (br_if $rows (i32.lt_s (local.tee $y (i32.add (local.get $y) (i32.const 1))) (local.get $edge))))
    (local.set $y (i32.const 0))
    (loop $rows
      (local.set $x (i32.const 0))
      (local.set $at (i32.add (local.get $from) (i32.mul (local.get $y) (local.get $stride))))
      (local.set $row (f32.load (i32.add (global.get $ROWS) (i32.shl (local.get $y) (i32.const 2)))))
      (loop $next
        (local.set $detail (f32.demote_f64 (f64.add
          (f64.sub
            (f64.sub (f64.promote_f32 (f32.load (local.get $at))) (f64.promote_f32 (local.get $row)))
            (f64.promote_f32 (f32.load (i32.add (global.get $COLUMNS) (i32.shl (local.get $x) (i32.const 2))))))
          (local.get $mean))))
        (f32.store (local.get $to) (local.get $detail))
        (local.set $squares (f64.add (local.get $squares)
          (f64.mul (f64.promote_f32 (local.get $detail)) (f64.promote_f32 (local.get $detail)))))
        (local.set $to (i32.add (local.get $to) (i32.const 4)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br_if $next (i32.lt_s (local.tee $x (i32.add (local.get $x) (i32.const 1))) (local.get $edge))))
      (br_if $rows (i32.lt_s (local.tee $y (i32.add (local.get $y) (i32.const 1))) (local.get $edge))))
    (f64.div (local.get $squares) (local.get $cells)))

  ;; The details of all blocks, one block after the other, and their variances.
  (func (export "details") (param $square i32) (param $side i32) (param $edge i32) (param $to i32) (param $variances i32)
    (local $top i32) (local $left i32)
    (loop $rows
      (local.set $left (i32.const 0))
      (loop $next
        (f64.store (local.get $variances) (call $block
          (i32.add (local.get $square)
            (i32.shl (i32.add (i32.mul (local.get $top) (local.get $side)) (local.get $left)) (i32.const 2)))
          (i32.shl (local.get $side) (i32.const 2)) (local.get $edge) (local.get $to)))
        (local.set $variances (i32.add (local.get $variances) (i32.const 8)))
        (local.set $to (i32.add (local.get $to) (i32.shl (i32.mul (local.get $edge) (local.get $edge)) (i32.const 2))))
        (br_if $next (i32.lt_s (local.tee $left (i32.add (local.get $left) (local.get $edge))) (local.get $side))))
      (br_if $rows (i32.lt_s (local.tee $top (i32.add (local.get $top) (local.get $edge))) (local.get $side)))))

  ;; The covariances of the details of blocks, each of `cells` numbers; `end` is where `covariances` ends.
  (func (export "covariances") (param $a i32) (param $b i32) (param $cells i32) (param $covariances i32) (param $end i32)
    (local $sum f64) (local $blockEnd i32)
    (loop $blocks
      (local.set $sum (f64.const 0))
      (local.set $blockEnd (i32.add (local.get $a) (i32.shl (local.get $cells) (i32.const 2))))
      (loop $next
        (local.set $sum (f64.add (local.get $sum) (f64.mul
          (f64.promote_f32 (f32.load (local.get $a))) (f64.promote_f32 (f32.load (local.get $b))))))
        (local.set $b (i32.add (local.get $b) (i32.const 4)))
        (br_if $next (i32.lt_u (local.tee $a (i32.add (local.get $a) (i32.const 4))) (local.get $blockEnd))))
      (f64.store (local.get $covariances) (f64.div (local.get $sum) (f64.convert_i32_s (local.get $cells))))
      (br_if $blocks (i32.lt_u
        (local.tee $covariances (i32.add (local.get $covariances) (i32.const 8))) (local.get $end))))))

;; Finds hashes of 64 bits that differ from another in few of them, by comparison with each.
(module
  (import "env" "memory" (memory 1))
  ;; Compares the hash at byte 0 with those from `at` up to `end`. Writes the offset of each that differs in at most `most` bits to `to`, four bytes
  ;; each, and returns where that ends.
  (func (export "scan") (param $at i32) (param $end i32) (param $most i32) (param $to i32) (result i32)
    (local $hash i64)
    (local.set $hash (i64.load (i32.const 0)))
    (if (i32.lt_u (local.get $at) (local.get $end)) (then
      (loop $next
        (if (i64.le_u (i64.popcnt (i64.xor (local.get $hash) (i64.load (local.get $at)))) (i64.extend_i32_u (local.get $most))) (then
          (i32.store (local.get $to) (local.get $at))
          (local.set $to (i32.add (local.get $to) (i32.const 4)))))
        (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $end))))))
    (local.get $to)))

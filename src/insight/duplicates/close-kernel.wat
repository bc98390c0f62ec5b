;; Compares vectors of 16-bit integers with several others, by a short vector first that stands for each.
(module
  (import "env" "memory" (memory 1))
  ;; The product of two vectors of a multiple of 16 bytes.
  (func $dot (param $at i32) (param $other i32) (param $bytes i32) (result i32)
    (local $sum v128) (local $end i32)
    (local.set $end (i32.add (local.get $at) (local.get $bytes)))
    (loop $next
      (local.set $sum (i32x4.add (local.get $sum)
        (i32x4.dot_i16x8_s (v128.load (local.get $at)) (v128.load (local.get $other)))))
      (local.set $other (i32.add (local.get $other) (i32.const 16)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
    (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum)))
      (i32.add (i32x4.extract_lane 2 (local.get $sum)) (i32x4.extract_lane 3 (local.get $sum)))))

  ;; Compares the short vectors from `row` up to `end` with those of `queries`, four at a time; where a product is at least `least`, the long ones, which are
  ;; `longBytes` each. Where their product is at least `leastLong`, the offset of the row is added to the `most` hits of the query, as `counts` says how many there are.
  (func (export "scan")
    (param $row i32) (param $end i32) (param $queries i32) (param $queriesEnd i32) (param $shortBytes i32) (param $least i32)
    (param $long i32) (param $longQueries i32) (param $longBytes i32) (param $leastLong i32)
    (param $counts i32) (param $hits i32) (param $most i32)
    (local $at i32) (local $rowEnd i32) (local $query i32) (local $a i32) (local $values v128)
    (local $sum0 v128) (local $sum1 v128) (local $sum2 v128) (local $sum3 v128)
    (local $found i32) (local $q i32) (local $count i32) (local $first i32)
    (loop $rows
      (local.set $rowEnd (i32.add (local.get $row) (local.get $shortBytes)))
      (local.set $query (local.get $queries))
      (local.set $first (i32.const 0))
      (loop $fours
        (local.set $at (local.get $row))
        (local.set $a (local.get $query))
        (local.set $sum0 (v128.const i32x4 0 0 0 0))
        (local.set $sum1 (v128.const i32x4 0 0 0 0))
        (local.set $sum2 (v128.const i32x4 0 0 0 0))
        (local.set $sum3 (v128.const i32x4 0 0 0 0))
        ;; Four queries are interleaved by registers: their first registers stand side by side.
        (loop $next
          (local.set $values (v128.load (local.get $at)))
          (local.set $sum0 (i32x4.add (local.get $sum0)
            (i32x4.dot_i16x8_s (local.get $values) (v128.load offset=0 (local.get $a)))))
          (local.set $sum1 (i32x4.add (local.get $sum1)
            (i32x4.dot_i16x8_s (local.get $values) (v128.load offset=16 (local.get $a)))))
          (local.set $sum2 (i32x4.add (local.get $sum2)
            (i32x4.dot_i16x8_s (local.get $values) (v128.load offset=32 (local.get $a)))))
          (local.set $sum3 (i32x4.add (local.get $sum3)
            (i32x4.dot_i16x8_s (local.get $values) (v128.load offset=48 (local.get $a)))))
          (local.set $values (v128.load offset=16 (local.get $at)))
          (local.set $sum0 (i32x4.add (local.get $sum0)
            (i32x4.dot_i16x8_s (local.get $values) (v128.load offset=64 (local.get $a)))))
          (local.set $sum1 (i32x4.add (local.get $sum1)
            (i32x4.dot_i16x8_s (local.get $values) (v128.load offset=80 (local.get $a)))))
          (local.set $sum2 (i32x4.add (local.get $sum2)
            (i32x4.dot_i16x8_s (local.get $values) (v128.load offset=96 (local.get $a)))))
          (local.set $sum3 (i32x4.add (local.get $sum3)
            (i32x4.dot_i16x8_s (local.get $values) (v128.load offset=112 (local.get $a)))))
          (local.set $a (i32.add (local.get $a) (i32.const 128)))
          (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 32))) (local.get $rowEnd))))
        ;; The four sums of four lanes each as four lanes.
        (local.set $sum0 (i32x4.add
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $sum0) (local.get $sum1))
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $sum0) (local.get $sum1))))
        (local.set $sum2 (i32x4.add
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $sum2) (local.get $sum3))
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $sum2) (local.get $sum3))))
        (local.set $sum0 (i32x4.add
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $sum0) (local.get $sum2))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $sum0) (local.get $sum2))))
        (local.set $found (i32x4.bitmask (i32x4.ge_s (local.get $sum0) (i32x4.splat (local.get $least)))))
        (if (local.get $found) (then
          (loop $each
            (local.set $q (i32.add (local.get $first) (i32.ctz (local.get $found))))
            (local.set $found (i32.and (local.get $found) (i32.sub (local.get $found) (i32.const 1))))
            (local.set $a (i32.add (local.get $counts) (i32.shl (local.get $q) (i32.const 2))))
            (local.set $count (i32.load (local.get $a)))
            (if (i32.lt_u (local.get $count) (local.get $most)) (then
              (if (i32.ge_s
                (call $dot (local.get $long)
                  (i32.add (local.get $longQueries) (i32.mul (local.get $q) (local.get $longBytes))) (local.get $longBytes))
                (local.get $leastLong))
                (then
                  (i32.store (i32.add (local.get $hits) (i32.shl
                    (i32.add (i32.mul (local.get $q) (local.get $most)) (local.get $count)) (i32.const 2))) (local.get $row))
                  (i32.store (local.get $a) (i32.add (local.get $count) (i32.const 1)))))))
            (br_if $each (local.get $found)))))
        (local.set $first (i32.add (local.get $first) (i32.const 4)))
        (local.set $query (i32.add (local.get $query) (i32.shl (local.get $shortBytes) (i32.const 2))))
        (br_if $fours (i32.lt_u (local.get $query) (local.get $queriesEnd))))
      (local.set $long (i32.add (local.get $long) (local.get $longBytes)))
      (local.set $row (local.get $rowEnd))
      (br_if $rows (i32.lt_u (local.get $row) (local.get $end))))))

;; The two passes of bicubic enlargement over 8-bit RGB. Weights are 22-bit fixed point, four to an output position; sums are rounded, shifted and
;; clamped to 8 bits, as in the scalar formula: the results are the same to the last bit.
(module
  (import "env" "memory" (memory 1))

  ;; One row: each output pixel is a weighted sum of four neighbouring source pixels. Reads 4 bytes beyond them, writes 1 byte beyond the row.
  (func $across (export "across")
    (param $row i32) ;; of source pixels
    (param $first i32) ;; offsets of the first source byte that each output pixel reads, i32
    (param $weights i32) ;; four i32 an output pixel
    (param $to i32)
    (param $end i32) ;; where the output row ends
    (local $pixels v128) (local $taps v128) (local $sum v128)
    (loop $next
      (local.set $pixels (v128.load (i32.add (local.get $row) (i32.load (local.get $first)))))
      (local.set $taps (v128.load (local.get $weights)))
      (local.set $sum (i32x4.add
        (i32x4.add
          (i32x4.mul
            (i8x16.swizzle (local.get $pixels) (v128.const i8x16 0 -1 -1 -1 1 -1 -1 -1 2 -1 -1 -1 -1 -1 -1 -1))
            (i32x4.splat (i32x4.extract_lane 0 (local.get $taps))))
          (i32x4.mul
            (i8x16.swizzle (local.get $pixels) (v128.const i8x16 3 -1 -1 -1 4 -1 -1 -1 5 -1 -1 -1 -1 -1 -1 -1))
            (i32x4.splat (i32x4.extract_lane 1 (local.get $taps)))))
        (i32x4.add
          (i32x4.mul
            (i8x16.swizzle (local.get $pixels) (v128.const i8x16 6 -1 -1 -1 7 -1 -1 -1 8 -1 -1 -1 -1 -1 -1 -1))
            (i32x4.splat (i32x4.extract_lane 2 (local.get $taps))))
          (i32x4.mul
            (i8x16.swizzle (local.get $pixels) (v128.const i8x16 9 -1 -1 -1 10 -1 -1 -1 11 -1 -1 -1 -1 -1 -1 -1))
            (i32x4.splat (i32x4.extract_lane 3 (local.get $taps)))))))
      (local.set $sum (i32x4.shr_s (i32x4.add (local.get $sum) (v128.const i32x4 2097152 2097152 2097152 2097152)) (i32.const 22)))
      (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
      (i32.store (local.get $to) (i32x4.extract_lane 0 (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum))))
      (local.set $first (i32.add (local.get $first) (i32.const 4)))
      (local.set $weights (i32.add (local.get $weights) (i32.const 16)))
      (local.set $to (i32.add (local.get $to) (i32.const 3)))
      (br_if $next (i32.lt_u (local.get $to) (local.get $end)))))

  ;; Four bytes of four rows, weighted.
  (func $mix
    (param $a v128) (param $b v128) (param $c v128) (param $d v128) (param $taps v128) (result v128)
    (i32x4.shr_s
      (i32x4.add
        (i32x4.add
          (i32x4.add
            (i32x4.mul (local.get $a) (i32x4.splat (i32x4.extract_lane 0 (local.get $taps))))
            (i32x4.mul (local.get $b) (i32x4.splat (i32x4.extract_lane 1 (local.get $taps)))))
          (i32x4.add
            (i32x4.mul (local.get $c) (i32x4.splat (i32x4.extract_lane 2 (local.get $taps))))
            (i32x4.mul (local.get $d) (i32x4.splat (i32x4.extract_lane 3 (local.get $taps))))))
        (v128.const i32x4 2097152 2097152 2097152 2097152))
      (i32.const 22)))

  ;; One row of bytes as the weighted sum of four rows, 8 bytes at a time: reads and writes up to 7 bytes beyond their end.
  (func $down (export "down")
    (param $row i32) (param $stride i32) ;; the first of four rows
    (param $weights i32) ;; four i32
    (param $to i32)
    (param $end i32) ;; where the output row ends
    (local $second i32) (local $third i32) (local $fourth i32) (local $taps v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $taps (v128.load (local.get $weights)))
    (local.set $second (i32.add (local.get $row) (local.get $stride)))
    (local.set $third (i32.add (local.get $second) (local.get $stride)))
    (local.set $fourth (i32.add (local.get $third) (local.get $stride)))
    (loop $next
      (local.set $a (v128.load8x8_u (local.get $row)))
      (local.set $b (v128.load8x8_u (local.get $second)))
      (local.set $c (v128.load8x8_u (local.get $third)))
      (local.set $d (v128.load8x8_u (local.get $fourth)))
      (local.set $a (i16x8.narrow_i32x4_s
        (call $mix
          (i32x4.extend_low_i16x8_u (local.get $a)) (i32x4.extend_low_i16x8_u (local.get $b))
          (i32x4.extend_low_i16x8_u (local.get $c)) (i32x4.extend_low_i16x8_u (local.get $d)) (local.get $taps))
        (call $mix
          (i32x4.extend_high_i16x8_u (local.get $a)) (i32x4.extend_high_i16x8_u (local.get $b))
          (i32x4.extend_high_i16x8_u (local.get $c)) (i32x4.extend_high_i16x8_u (local.get $d)) (local.get $taps))))
      (v128.store64_lane 0 (local.get $to) (i8x16.narrow_i16x8_u (local.get $a) (local.get $a)))
      (local.set $row (i32.add (local.get $row) (i32.const 8)))
      (local.set $second (i32.add (local.get $second) (i32.const 8)))
      (local.set $third (i32.add (local.get $third) (i32.const 8)))
      (local.set $fourth (i32.add (local.get $fourth) (i32.const 8)))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $to) (local.get $end))))))

;; Dot product of two vectors of 16-bit integers. Vectors take a multiple of 16 bytes, padded with zeros.
;; Two products of numbers from -32,767 to 32,767 fit into 32 bits together; the sum of all does not, so it is one of floats.
(module
  (import "env" "memory" (memory 1))
  (func (export "dot")
    (param $row i32) (param $other i32) (param $end i32) ;; byte offsets; $end is where $row ends
    (result f32)
    (local $sum v128)
    (loop $next
      (local.set $sum (f32x4.add (local.get $sum)
        (f32x4.convert_i32x4_s
          (i32x4.dot_i16x8_s (v128.load (local.get $row)) (v128.load (local.get $other))))))
      (local.set $row (i32.add (local.get $row) (i32.const 16)))
      (local.set $other (i32.add (local.get $other) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $row) (local.get $end))))
    (f32.add
      (f32.add (f32x4.extract_lane 0 (local.get $sum)) (f32x4.extract_lane 1 (local.get $sum)))
      (f32.add (f32x4.extract_lane 2 (local.get $sum)) (f32x4.extract_lane 3 (local.get $sum))))))

;; Dot product of a vector of 8-bit integers and one of 16-bit integers. The row takes a multiple of 16 bytes, padded with zeros, the other twice as many.
;; Sums of 32 bits are exact up to 4,096 numbers from -127 to 127 and from -32,767 to 32,767: each lane adds up an eighth of the products.
(module
  (import "env" "memory" (memory 1))
  (func (export "dot")
    (param $row i32) (param $other i32) (param $end i32) ;; byte offsets; $end is where $row ends
    (result f32)
    (local $low v128) (local $high v128) (local $bytes v128)
    (loop $next
      (local.set $bytes (v128.load (local.get $row)))
      (local.set $low (i32x4.add (local.get $low)
        (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $bytes)) (v128.load (local.get $other)))))
      (local.set $high (i32x4.add (local.get $high)
        (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $bytes)) (v128.load offset=16 (local.get $other)))))
      (local.set $row (i32.add (local.get $row) (i32.const 16)))
      (local.set $other (i32.add (local.get $other) (i32.const 32)))
      (br_if $next (i32.lt_u (local.get $row) (local.get $end))))
    ;; Both together may leave 32 bits.
    (local.set $low (f32x4.add (f32x4.convert_i32x4_s (local.get $low)) (f32x4.convert_i32x4_s (local.get $high))))
    (f32.add
      (f32.add (f32x4.extract_lane 0 (local.get $low)) (f32x4.extract_lane 1 (local.get $low)))
      (f32.add (f32x4.extract_lane 2 (local.get $low)) (f32x4.extract_lane 3 (local.get $low))))))

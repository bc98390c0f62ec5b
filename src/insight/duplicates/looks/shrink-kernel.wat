;; Shrinks pixels to a square: rows are added to a line, then parts of the line to cells. In double precision; lines and cells are rounded to single.
(module
  (import "env" "memory" (memory 1))

  ;; Adds a share of `pixels`, on white, to the line that ends at `end`: of each red, green, blue and one number that is not used.
  (func (export "addRow") (param $line i32) (param $end i32) (param $pixels i32) (param $share f64)
    (local $value v128) (local $redGreen v128) (local $blue v128) (local $shares v128) (local $before v128)
    (local $opacity i32) (local $alpha v128) (local $white v128)
    (local.set $shares (f64x2.splat (local.get $share)))
    (loop $next
      (local.set $value (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $pixels)))))
      (local.set $redGreen (f64x2.convert_low_i32x4_u (local.get $value)))
      (local.set $blue (f64x2.convert_low_i32x4_u
        (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $value) (local.get $value))))
      (local.set $opacity (i32.load8_u offset=3 (local.get $pixels)))
      ;; Nearly all pixels are opaque.
      (if (i32.ne (local.get $opacity) (i32.const 255)) (then
        (local.set $alpha (f64x2.splat (f64.div (f64.convert_i32_u (local.get $opacity)) (f64.const 255))))
        (local.set $white (f64x2.mul (f64x2.splat (f64.const 255))
          (f64x2.sub (f64x2.splat (f64.const 1)) (local.get $alpha))))
        (local.set $redGreen (f64x2.add (f64x2.mul (local.get $redGreen) (local.get $alpha)) (local.get $white)))
        (local.set $blue (f64x2.add (f64x2.mul (local.get $blue) (local.get $alpha)) (local.get $white)))))
      (local.set $before (v128.load (local.get $line)))
      (local.set $redGreen (f64x2.add
        (f64x2.promote_low_f32x4 (local.get $before))
        (f64x2.mul (local.get $shares) (local.get $redGreen))))
      (local.set $blue (f64x2.add
        (f64x2.promote_low_f32x4
          (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $before) (local.get $before)))
        (f64x2.mul (local.get $shares) (local.get $blue))))
      (v128.store (local.get $line) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
        (f32x4.demote_f64x2_zero (local.get $redGreen)) (f32x4.demote_f64x2_zero (local.get $blue))))
      (local.set $pixels (i32.add (local.get $pixels) (i32.const 4)))
      (br_if $next (i32.lt_u (local.tee $line (i32.add (local.get $line) (i32.const 16))) (local.get $end)))))

  ;; Mixes the cells of a row. `parts` says of each where its shares end, up to `partsEnd`; a share is the place of a pixel in the line, in 8 bytes, and
  ;; the share of the cell. Red goes to `to`, green and blue `plane` and twice as many bytes behind it.
  (func (export "mixLine") (param $line i32) (param $parts i32) (param $partsEnd i32) (param $shares i32) (param $to i32) (param $plane i32)
    (local $end i32) (local $pixel i32) (local $share f64) (local $red f64) (local $green f64) (local $blue f64)
    (loop $cells
      (local.set $end (i32.load (local.get $parts)))
      (local.set $red (f64.const 0))
      (local.set $green (f64.const 0))
      (local.set $blue (f64.const 0))
      (loop $next
        (local.set $pixel (i32.add (local.get $line) (i32.load (local.get $shares))))
        (local.set $share (f64.load offset=8 (local.get $shares)))
        (local.set $red (f64.add (local.get $red)
          (f64.mul (local.get $share) (f64.promote_f32 (f32.load (local.get $pixel))))))
        (local.set $green (f64.add (local.get $green)
          (f64.mul (local.get $share) (f64.promote_f32 (f32.load offset=4 (local.get $pixel))))))
        (local.set $blue (f64.add (local.get $blue)
          (f64.mul (local.get $share) (f64.promote_f32 (f32.load offset=8 (local.get $pixel))))))
        (br_if $next (i32.lt_u (local.tee $shares (i32.add (local.get $shares) (i32.const 16))) (local.get $end))))
      (f32.store (local.get $to) (f32.demote_f64 (local.get $red)))
      (f32.store (i32.add (local.get $to) (local.get $plane)) (f32.demote_f64 (local.get $green)))
      (f32.store (i32.add (local.get $to) (i32.shl (local.get $plane) (i32.const 1))) (f32.demote_f64 (local.get $blue)))
      (local.set $to (i32.add (local.get $to) (i32.const 4)))
      (br_if $cells (i32.lt_u (local.tee $parts (i32.add (local.get $parts) (i32.const 4))) (local.get $partsEnd))))))

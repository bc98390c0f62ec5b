import sharp from 'sharp';

const EDGE = 32,
  LOW = 8;
const COS = Array.from({ length: LOW }, (_, u) =>
  Float64Array.from({ length: EDGE }, (_, x) => Math.cos(((2 * x + 1) * u * Math.PI) / (2 * EDGE))),
);
export async function phash(bytes) {
  const g = await sharp(bytes)
    .autoOrient()
    .flatten({ background: 'white' })
    .resize(EDGE, EDGE, { fit: 'fill' })
    .greyscale()
    .raw()
    .toBuffer();
  const rows = Array.from({ length: EDGE }, (_, y) =>
    COS.map((c) => {
      let s = 0;
      for (let x = 0; x < EDGE; x++) s += g[y * EDGE + x] * c[x];
      return s;
    }),
  );
  const v = [];
  for (let u = 0; u < LOW; u++)
    for (let w = 0; w < LOW; w++) {
      let s = 0;
      for (let y = 0; y < EDGE; y++) s += rows[y][w] * COS[u][y];
      v.push(s);
    }
  const m = v.slice(1).sort((a, b) => a - b)[31];
  const out = Buffer.alloc(8);
  v.forEach((x, i) => {
    if (x > m) out[i >> 3] |= 0x80 >> (i & 7);
  });
  return out;
}

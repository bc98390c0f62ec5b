/** Draws pictures that hold lines of text: screens, signs in photos, slips of paper. The same for the same arguments and fonts. */
import sharp from 'sharp';

/** Families in order of preference. librsvg takes the first that is installed; DejaVu is fonts-dejavu in Debian, Zen Hei fonts-wqy-zenhei. */
export const FONTS = {
  sans: 'DejaVu Sans, Liberation Sans, Arial, sans-serif',
  serif: 'DejaVu Serif, Liberation Serif, Times New Roman, serif',
  mono: 'DejaVu Sans Mono, Liberation Mono, Courier New, monospace',
  han: 'WenQuanYi Zen Hei, Droid Sans Fallback, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif',
};

const toXml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** SVG of lines below each other. */
function drawLines(
  lines,
  { x = 60, y = 60, size, step = 2 * size, font = FONTS.sans, colour = '#141414', anchor = 'start', weight = 400 },
) {
  return lines
    .map(
      (line, i) =>
        `<text x="${x}" y="${y + i * step}" font-family="${font}" font-size="${size}" font-weight="${weight}" fill="${colour}" text-anchor="${anchor}" xml:space="preserve">${toXml(line)}</text>`,
    )
    .join('');
}

function wrap(width, height, content, background) {
  const ground = background === undefined ? '' : `<rect width="100%" height="100%" fill="${background}"/>`;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${ground}${content}</svg>`,
  );
}

/** A screen with lines in one or two columns. */
export async function drawScreen(lines, { size = 24, columns = 1, dark = false, font = FONTS.sans } = {}) {
  const [background, colour] = dark ? ['#181a1f', '#dcdcdc'] : ['#fafafc', '#141414'];
  const rows = Math.ceil(lines.length / columns);
  const step = Math.min(3 * size, 900 / rows);
  const content = Array.from({ length: columns }, (_, column) =>
    drawLines(lines.slice(column * rows, (column + 1) * rows), { x: 60 + column * 790, size, step, font, colour }),
  ).join('');
  return sharp(wrap(1600, 1000, content, background))
    .flatten({ background })
    .png()
    .toBuffer();
}

/** A sign of a few lines in a photo: turned, sheared, blurred, with noise, as JPEG. `width` is its share of the photo's. */
export async function drawSign(
  photo,
  lines,
  { width = 0.35, angle = 5, shear = 4, colours = ['#b41e1e', '#ffffff'], font = FONTS.sans, blur = 1, seed = 1 } = {},
) {
  const base = await sharp(photo).rotate().resize({ width: 1600 }).removeAlpha().toBuffer({ resolveWithObject: true });
  const height = 60 + lines.length * 170;
  const longest = Math.max(
    ...lines.map((line) => [...line].reduce((sum, char) => sum + (/\p{Script=Han}/u.test(char) ? 1.05 : 0.68), 0)),
  );
  const size = Math.min(90, 860 / longest);
  const text = drawLines(lines, {
    x: 450,
    y: 115,
    size,
    step: 170,
    font,
    colour: colours[1],
    anchor: 'middle',
    weight: 700,
  });
  const scale = (width * 1600) / 900;
  const [x, y] = [base.info.width * 0.3, base.info.height * 0.22];
  const sign = `<g transform="translate(${x} ${y}) rotate(${angle}) skewX(${shear}) scale(${scale})"><rect width="900" height="${height}" fill="${colours[0]}"/>${text}</g>`;
  const composed = await sharp(base.data)
    .composite([{ input: wrap(base.info.width, base.info.height, sign) }])
    .png()
    .toBuffer();
  const blurred = await sharp(composed).blur(blur).removeAlpha().raw().toBuffer();
  return addNoise(blurred, base.info, 8, seed);
}

/** Normal noise by the sum of four uniform numbers of a linear congruential generator. */
async function addNoise(pixels, { width, height }, deviation, seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const noisy = Buffer.from(pixels, 0, pixels.length);
  for (let i = 0; i < noisy.length; i++) {
    const normal = (next() + next() + next() + next() - 2) * Math.sqrt(3);
    noisy[i] = Math.min(255, Math.max(0, Math.round(pixels[i] + normal * deviation)));
  }
  return sharp(noisy, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
}

/** A slip of paper that lies askew. */
export async function drawSlip(lines, { angle = 7, size = 32, font = FONTS.sans } = {}) {
  const content = drawLines(lines, { x: 40, y: 80, size, step: 2.4 * size, font, colour: '#282828' });
  const slip = await sharp(wrap(1000, 160 + lines.length * 2.4 * size, content, '#f5f3ee'))
    .png()
    .toBuffer();
  return sharp(slip).rotate(angle, { background: '#5a4632' }).blur(0.8).jpeg({ quality: 75 }).toBuffer();
}

/** A page of paper, photographed with twelve megapixels. */
export async function drawPage(lines, { size = 52, font = FONTS.serif, angle = -1.5 } = {}) {
  const content = drawLines(lines, { x: 300, y: 400, size, step: 3.2 * size, font, colour: '#222222' });
  const page = await sharp(wrap(3000, 4000, content, '#efece4'))
    .png()
    .toBuffer();
  return sharp(page).rotate(angle, { background: '#5a4632' }).blur(1.2).jpeg({ quality: 80 }).toBuffer();
}

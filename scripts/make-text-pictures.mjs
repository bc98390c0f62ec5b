/**
 * Draws the pictures of test/fixtures/text, which hold lines of bench/support/text-lines.mjs: `node scripts/make-text-pictures.mjs`. Needs the
 * fonts that bench/support/text-pictures.mjs names; the pictures are committed because tests run on machines without them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { TEXT_LINES } from '../bench/support/text-lines.mjs';
import { drawScreen, drawSlip, FONTS } from '../bench/support/text-pictures.mjs';

const folder = fileURLToPath(new URL('../test/fixtures/text', import.meta.url));
const PICTURES = {
  'english-two-columns.png': () => drawScreen(TEXT_LINES.en, { size: 15, columns: 2 }),
  'german-askew.jpg': () => drawSlip(TEXT_LINES.de),
  'chinese-dark.png': () => drawScreen(TEXT_LINES.zh, { dark: true, font: FONTS.han }),
};

mkdirSync(folder, { recursive: true });
for (const [name, draw] of Object.entries(PICTURES)) {
  const drawn = await draw();
  const isPng = name.endsWith('.png');
  const bytes = isPng ? await sharp(drawn).png({ palette: true, colours: 16, compressionLevel: 9 }).toBuffer() : drawn;
  writeFileSync(join(folder, name), bytes);
  console.log(`${name}: ${bytes.length} bytes`);
}

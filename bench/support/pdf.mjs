import { Buffer } from 'node:buffer';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { benchFolder } from './corpus.mjs';

const SAMPLES = fileURLToPath(new URL('../../data/samples/favourites', import.meta.url));
const LINES = 45;

/**
 * A PDF whose pages have a photo of a sample at 1200 × 800 and 45 lines of text each, on A4. Created once, then reused.
 * @returns {Promise<string>} its path
 */
export async function makePdfOf(pages) {
  const path = join(benchFolder('documents'), `report-${pages}.pdf`);
  if (existsSync(path)) return path;
  const names = readdirSync(SAMPLES).filter((name) => !name.endsWith('.md'));
  const objects = ['', '', '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'];
  const kids = [];
  for (let page = 0; page < pages; page++) {
    const photo = await sharp(join(SAMPLES, names[page % names.length]))
      .resize(1200, 800)
      .jpeg()
      .toBuffer();
    const picture = '/Type /XObject /Subtype /Image /Width 1200 /Height 800 /BitsPerComponent 8 /ColorSpace /DeviceRGB';
    const image = objects.push(writeStream(photo, `${picture} /Filter /DCTDecode`));
    const contents = objects.push(writeStream(Buffer.from(writePage(page)), ''));
    const resources = `<< /Font << /F1 3 0 R >> /XObject << /I ${image} 0 R >> >>`;
    const head = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]';
    kids.push(objects.push(`${head} /Contents ${contents} 0 R /Resources ${resources} >>`));
  }
  objects[0] = '<< /Type /Catalog /Pages 2 0 R >>';
  objects[1] = `<< /Type /Pages /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] /Count ${pages} >>`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, writeFile(objects));
  return path;
}

function writePage(page) {
  const text = `Page ${page + 1}: the quick brown fox jumps over the lazy dog and pays the bill in CHF 123.45.`;
  const lines = Array.from({ length: LINES }, (_, i) => `BT /F1 10 Tf 60 ${780 - 12 * i} Td (${text}) Tj ET`);
  return `q 240 0 0 160 60 40 cm /I Do Q\n${lines.join('\n')}`;
}

function writeStream(bytes, dictionary) {
  const head = `<< ${dictionary} /Length ${bytes.length} >>\nstream\n`;
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from('\nendstream')]);
}

function writeFile(objects) {
  const parts = [Buffer.from('%PDF-1.7\n')];
  const starts = [];
  let length = parts[0].length;
  const add = (part) => {
    parts.push(Buffer.from(part));
    length += part.length;
  };
  for (const [i, object] of objects.entries()) {
    starts.push(length);
    add(Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')]));
  }
  const table = length;
  const rows = starts.map((start) => `${String(start).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  add(`xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\n`);
  add(`startxref\n${table}\n%%EOF\n`);
  return Buffer.concat(parts);
}

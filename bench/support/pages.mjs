/** Draws pages that hold different contents in the same layout: letters, receipts, slides and seven more kinds. The same for the same seed. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { makeRandom } from './corpus.mjs';

const WORDS =
  `account after amount answer apple april arrive autumn bank basket before bicycle bread bridge butter calendar candle castle change
choose cinema city climate coffee colour concert copy corner country culture customer danger december delivery doctor dream drive early
engine evening example express family february festival flour forest friday friend garden general glass harbour history holiday honey
house industry invoice island january journey july kitchen language later lemon letter library lunch machine manager march market
measure meeting memory message minute monday morning mountain museum music narrow network never notice november number october
offer office onion open order original palace paper parcel passage payment pepper picture planet please police postage potato present
price printer product program quality question railway receipt recipe record region report river saturday school science season
september service signature silver simple single station storm street sugar summer sunday supply table teacher telephone theatre
thursday ticket tomato total traffic train tuesday university valley vinegar visit voice walnut water wednesday weekend window winter
wonder yellow yesterday`.split(/\s+/);

/** A page under construction. */
class Page {
  #parts = [];

  constructor(random, width, height, background = '#fff') {
    Object.assign(this, { random, width, height });
    this.rect(0, 0, width, height, background);
  }

  integer(below) {
    return Math.floor(this.random() * below);
  }

  pick(list) {
    return list[this.integer(list.length)];
  }

  words(count) {
    return Array.from({ length: count }, () => this.pick(WORDS)).join(' ');
  }

  amount(most = 200) {
    return (this.random() * most).toFixed(2);
  }

  text(x, y, text, size, { font = 'sans-serif', fill = '#111', weight = 'normal', anchor = 'start' } = {}) {
    const style = `font-family="${font}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${fill}"`;
    this.#parts.push(`<text x="${x}" y="${y}" ${style} xml:space="preserve">${text.replaceAll('<', '&lt;')}</text>`);
  }

  /** Lines of words down to `bottom`, in paragraphs. */
  column(x, y, width, bottom, size, options) {
    for (let at = y; at < bottom; at += size * 1.5) {
      if (this.random() < 0.1) continue;
      let line = this.words(1);
      while ((line.length + 8) * size * 0.52 < width) line += ` ${this.words(1)}`;
      this.text(x, at, line, size, options);
    }
  }

  rect(x, y, width, height, fill, { stroke = 'none', round = 0 } = {}) {
    this.#parts.push(
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}" fill="${fill}" stroke="${stroke}"/>`,
    );
  }

  line(x1, y1, x2, y2, stroke = '#222', width = 1) {
    this.#parts.push(`<path d="M${x1} ${y1}L${x2} ${y2}" stroke="${stroke}" stroke-width="${width}"/>`);
  }

  disc(x, y, rx, ry, fill) {
    this.#parts.push(`<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${fill}"/>`);
  }

  toSvg() {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${this.width}" height="${this.height}">${this.#parts.join('')}</svg>`;
  }
}

const capitalise = (text) => text[0].toUpperCase() + text.slice(1);

/** By kind: how a page of it is drawn. */
const KINDS = {
  letter(random) {
    const page = new Page(random, 827, 1169);
    const font = 'serif';
    page.text(90, 110, capitalise(page.words(3)), 20, { font });
    page.text(740, 160, `${page.integer(28) + 1} ${page.words(1)} ${1990 + page.integer(30)}`, 16, {
      font,
      anchor: 'end',
    });
    page.column(90, 260, 650, 1000, 17, { font });
    page.text(90, 1080, capitalise(page.words(2)), 18, { font });
    return page;
  },
  receipt(random) {
    const page = new Page(random, 400, 900, '#f6f5f0');
    const font = 'monospace';
    page.text(200, 60, page.words(2).toUpperCase(), 22, { font, anchor: 'middle' });
    const count = 8 + page.integer(9);
    for (let i = 0; i < count; i++) {
      page.text(30, 130 + i * 34, page.words(2), 17, { font });
      page.text(370, 130 + i * 34, page.amount(), 17, { font, anchor: 'end' });
    }
    page.line(30, 150 + count * 34, 370, 150 + count * 34);
    page.text(30, 190 + count * 34, 'TOTAL', 24, { font, weight: 'bold' });
    page.text(370, 190 + count * 34, page.amount(900), 24, { font, weight: 'bold', anchor: 'end' });
    return page;
  },
  slide(random) {
    const page = new Page(random, 1280, 720, '#fafafa');
    page.rect(0, 0, 1280, 110, '#1d3c78');
    page.text(60, 72, capitalise(page.words(4)), 44, { fill: '#fff', weight: 'bold' });
    for (let i = 0; i < 4 + page.integer(3); i++)
      page.text(100, 210 + i * 76, `•  ${page.words(4 + page.integer(4))}`, 32);
    return page;
  },
  chat(random) {
    const page = new Page(random, 750, 1334, '#e8e2d9');
    page.rect(0, 0, 750, 110, '#075e54');
    page.text(110, 72, capitalise(page.words(2)), 34, { fill: '#fff' });
    for (let y = 150; y < 1230; ) {
      const lines = 1 + page.integer(3);
      const isOwn = page.random() < 0.5;
      const width = 300 + page.integer(250);
      page.rect(isOwn ? 720 - width : 30, y, width, 50 + lines * 36, isOwn ? '#dcf8c6' : '#fff', { round: 16 });
      for (let i = 0; i < lines; i++)
        page.text((isOwn ? 720 - width : 30) + 20, y + 48 + i * 36, page.words(Math.floor(width / 130)), 26);
      y += 80 + lines * 36;
    }
    return page;
  },
  'sheet music'(random) {
    const page = new Page(random, 850, 1100);
    page.text(425, 80, capitalise(page.words(3)), 32, { font: 'serif', anchor: 'middle' });
    for (let top = 150; top < 1000; top += 110) {
      for (let i = 0; i < 5; i++) page.line(60, top + i * 11, 790, top + i * 11);
      for (let bar = 0; bar <= 4; bar++) page.line(60 + bar * 182.5, top, 60 + bar * 182.5, top + 44);
      for (let x = 90; x < 770; x += 24 + page.integer(40)) {
        const y = top + page.integer(9) * 5.5;
        page.disc(x, y, 7, 5, '#111');
        page.line(x + 6, y, x + 6, y - 34, '#111', 1.5);
      }
    }
    return page;
  },
  ticket(random) {
    const page = new Page(random, 900, 380, '#fff8e6');
    page.rect(10, 10, 880, 360, 'none', { stroke: '#a33', round: 14 });
    page.text(40, 80, page.words(2).toUpperCase(), 42, { weight: 'bold', fill: '#a33' });
    page.text(40, 150, `${capitalise(page.words(1))} – ${capitalise(page.words(1))}`, 34);
    page.text(
      40,
      220,
      `${page.integer(28) + 1}.${page.integer(12) + 1}.2024   ${page.integer(24)}:${10 + page.integer(50)}`,
      30,
    );
    page.text(40, 290, `Seat ${page.integer(90) + 1}   Coach ${page.integer(12) + 1}   ${page.amount()} EUR`, 30);
    for (let y = 0; y < 25; y++)
      for (let x = 0; x < 25; x++) if (page.random() < 0.5) page.rect(600 + x * 10, 60 + y * 10, 10, 10, '#000');
    return page;
  },
  form(random) {
    const page = new Page(random, 827, 1169);
    page.text(60, 90, `Form ${page.integer(9000) + 1000}`, 30, { weight: 'bold' });
    const labels = ['Name', 'Street', 'City', 'Date of birth', 'Telephone', 'Account', 'Reason', 'Amount', 'Signature'];
    labels.forEach((label, i) => {
      page.text(60, 160 + i * 105, label, 15, { fill: '#555' });
      page.rect(60, 172 + i * 105, 700, 56, 'none', { stroke: '#444' });
      page.text(76, 209 + i * 105, page.words(2 + page.integer(4)), 24, { font: 'serif', fill: '#124' });
    });
    return page;
  },
  spreadsheet(random) {
    const page = new Page(random, 1200, 800);
    for (let x = 0; x <= 8; x++) page.line(x * 150, 0, x * 150, 800, '#bbb');
    for (let y = 0; y <= 25; y++) page.line(0, y * 32, 1200, y * 32, '#bbb');
    page.rect(0, 0, 1200, 32, '#e3eefa');
    for (let x = 0; x < 8; x++) page.text(x * 150 + 8, 23, capitalise(page.words(1)), 18, { weight: 'bold' });
    for (let y = 1; y < 25; y++)
      for (let x = 0; x < 8; x++)
        if (page.random() < 0.8)
          page.text(x * 150 + (x === 0 ? 8 : 142), y * 32 + 23, x === 0 ? page.words(1) : page.amount(90_000), 17, {
            anchor: x === 0 ? 'start' : 'end',
          });
    return page;
  },
  code(random) {
    const page = new Page(random, 1280, 800, '#1e1e1e');
    let depth = 0;
    for (let y = 40; y < 780; y += 26) {
      depth = Math.max(0, Math.min(5, depth + page.integer(3) - 1));
      if (page.random() < 0.12) continue;
      const fill = page.pick(['#9cdcfe', '#ce9178', '#c586c0', '#d4d4d4', '#6a9955']);
      const line = page.words(1 + page.integer(7)).replaceAll(' ', page.pick(['.', '(', '_', ' = ']));
      page.text(30 + depth * 36, y, line, 18, { font: 'monospace', fill });
    }
    return page;
  },
  newspaper(random) {
    const page = new Page(random, 900, 1270, '#f3efe4');
    page.text(450, 110, capitalise(page.words(3)), 58, { font: 'serif', weight: 'bold', anchor: 'middle' });
    page.line(40, 140, 860, 140, '#222', 2);
    for (let column = 0; column < 3; column++) page.column(40 + column * 280, 190, 250, 1220, 13, { font: 'serif' });
    return page;
  },
};

/**
 * Writes pages of every kind, or of some, into a folder: `letter-0.png`, `letter-1.png`…
 * @param {string} folder
 * @param {number} each pages of a kind
 * @param {readonly string[]} kinds keys of `KINDS`
 * @returns {Promise<string[]>} the files
 */
export async function makePages(folder, each = 7, seed = 1, kinds = Object.keys(KINDS)) {
  mkdirSync(folder, { recursive: true });
  const random = makeRandom(seed);
  const files = [];
  for (const kind of kinds) {
    const draw = KINDS[kind];
    for (let i = 0; i < each; i++) {
      files.push(await write(draw(random), join(folder, `${kind.replaceAll(' ', '-')}-${i}.png`)));
    }
  }
  return files;
}

/** By kind: fields that differ, on a page whose other lines are always the same. */
const FORMS = {
  till(page) {
    const font = 'monospace';
    page.text(200, 60, 'MARKTHALLE SUED', 22, { font, anchor: 'middle' });
    page.text(
      30,
      120,
      `${10 + page.integer(18)}.${10 + page.integer(3)}.2023  ${10 + page.integer(12)}:${10 + page.integer(50)}`,
      17,
      { font },
    );
    ['Bread', 'Butter', 'Apples', 'Coffee', 'Cheese', 'Milk', 'TOTAL'].forEach((label, i) => {
      page.text(30, 170 + i * 40, label, 17, { font });
      page.text(370, 170 + i * 40, page.amount(90), 17, { font, anchor: 'end' });
    });
    page.text(200, 480, 'Thank you for your visit', 16, { font, anchor: 'middle' });
  },
  permit(page) {
    page.text(30, 60, 'Parking permit', 26, { weight: 'bold' });
    const rows = {
      Name: page.words(2),
      Street: page.words(2),
      Country: 'Germany',
      Kind: 'Resident',
      Date: page.amount(),
    };
    Object.entries(rows).forEach(([label, value], i) => {
      page.text(30, 110 + i * 84, label, 15);
      page.rect(30, 120 + i * 84, 340, 46, 'none', { stroke: '#444' });
      page.text(44, 151 + i * 84, value, 22);
    });
  },
};

/**
 * Writes documents that differ in a few fields alone: `till-0.png`, `till-1.png`, `permit-0.png`…
 * @param {string} folder
 * @param {number} each documents of a kind
 * @returns {Promise<string[]>} the files
 */
export async function makeForms(folder, each, seed = 1) {
  mkdirSync(folder, { recursive: true });
  const random = makeRandom(seed);
  const files = [];
  for (const [kind, draw] of Object.entries(FORMS)) {
    for (let i = 0; i < each; i++) {
      const page = new Page(random, 400, 540, '#f6f5f0');
      draw(page);
      files.push(await write(page, join(folder, `${kind}-${i}.png`)));
    }
  }
  return files;
}

async function write(page, file) {
  await sharp(Buffer.from(page.toSvg())).png().toFile(file);
  return file;
}

/** Small PDFs, written object by object (ISO 32000-1, chapter 7): text in Helvetica, which every reader has. */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

/** A page to be written. */
export interface PdfPage {
  /** Lines of text from the top, in characters of Latin-1. */
  lines?: readonly string[];
  /** In points. Default: A4. */
  size?: readonly [width: number, height: number];
  /** Degrees clockwise. */
  rotate?: number;
  /** Operators that are drawn before the text: `1 0 0 rg 0 0 100 100 re f`. */
  drawing?: string;
  /** Contents in place of all of these. */
  contents?: PdfBody;
}

/** What a PDF states about itself, and how it is written. */
export interface PdfOptions {
  title?: string;
  author?: string;
  /** `D:20190704180322+02'00'` */
  createdAt?: string;
  /** The first pages have small Roman numbers, as many as this. */
  romanPages?: number;
  /** Encrypted (40-bit RC4, the standard's first revision); `user` opens it, and an empty one opens it without asking. */
  password?: { user: string };
  /** Contents are deflated. */
  isPacked?: boolean;
}

/** The body of an object, as Latin-1. */
export type PdfBody = string | { dictionary: string; stream: Buffer };

/** Writes a PDF of these pages. */
export function makePdf(pages: readonly PdfPage[], options: PdfOptions = {}): Buffer {
  const bodies: PdfBody[] = [
    '',
    '',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  const kids = pages.map(({ lines = [], size = [595, 842], rotate = 0, drawing = '', contents: given }) => {
    const stream = Buffer.from(`${drawing}\n${writeLines(lines, size[1])}`, 'latin1');
    const packed = { dictionary: '/Filter /FlateDecode', stream: deflateSync(stream) };
    const contents = bodies.push(given ?? (options.isPacked ? packed : { dictionary: '', stream }));
    const resources = '/Resources << /Font << /F1 3 0 R >> >>';
    const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${size.join(' ')}] /Rotate ${rotate}`;
    return bodies.push(`${page} /Contents ${contents} 0 R ${resources} >>`);
  });
  const labels =
    options.romanPages === undefined ? '' : `/PageLabels << /Nums [0 << /S /r >> ${options.romanPages} << /S /D >>] >>`;
  bodies[0] = `<< /Type /Catalog /Pages 2 0 R ${labels} >>`;
  bodies[1] = `<< /Type /Pages /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] /Count ${kids.length} >>`;
  const { title, author, createdAt } = options;
  const info = Object.entries({ Title: title, Author: author, CreationDate: createdAt });
  const entries = info.flatMap(([key, value]) => (value === undefined ? [] : `/${key} ${writeString(value)}`));
  const infoId = bodies.push(`<< ${entries.join(' ')} >>`);
  return joinObjects(bodies, `/Root 1 0 R /Info ${infoId} 0 R`, options.password);
}

/** Writes objects as they are, the first being the catalogue: for files that a well-behaved program would not write. */
export function makeRawPdf(bodies: readonly PdfBody[]): Buffer {
  return joinObjects(bodies, '/Root 1 0 R', undefined);
}

/** Pages, counted from 1, at which the decoding process of `pages-child.mjs` dies or hangs. */
export interface PageFaults {
  crash?: readonly number[];
  hang?: readonly number[];
}

/** The same PDF with a note for `pages-child.mjs`. */
export function breakPages(pdf: Uint8Array, faults: PageFaults): Buffer {
  return Buffer.concat([pdf, Buffer.from(`\n%faults ${JSON.stringify(faults)}\n`)]);
}

function writeLines(lines: readonly string[], height: number): string {
  return lines
    .map((line, i) => `BT /F1 ${i === 0 ? 24 : 12} Tf 72 ${height - 72 - 18 * i} Td ${writeString(line)} Tj ET`)
    .join('\n');
}

function writeString(text: string): string {
  return `(${text.replace(/[\\()]/g, '\\$&')})`;
}

function joinObjects(bodies: readonly PdfBody[], trailer: string, password: { user: string } | undefined): Buffer {
  const lock = password && new Lock(password.user);
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  let length = parts[0]?.length ?? 0;
  const starts: number[] = [];
  const add = (text: string | Buffer) => {
    const part = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
    parts.push(part);
    length += part.length;
  };
  const addObject = (body: PdfBody) => {
    const id = starts.push(length);
    add(`${id} 0 obj\n`);
    if (typeof body === 'string') add(body);
    else {
      const stream = lock === undefined ? body.stream : lock.encrypt(id, body.stream);
      add(`<< ${body.dictionary} /Length ${stream.length} >>\nstream\n`);
      add(stream);
      add('\nendstream');
    }
    add('\nendobj\n');
  };
  bodies.forEach(addObject);
  if (lock !== undefined) addObject(lock.dictionary);
  const table = length;
  add(`xref\n0 ${starts.length + 1}\n0000000000 65535 f \n`);
  for (const start of starts) add(`${String(start).padStart(10, '0')} 00000 n \n`);
  const encryption = lock === undefined ? '' : `/Encrypt ${starts.length} 0 R /ID [<${ID}> <${ID}>]`;
  add(`trailer\n<< /Size ${starts.length + 1} ${trailer} ${encryption} >>\nstartxref\n${table}\n%%EOF\n`);
  return Buffer.concat(parts);
}

const ID = '00112233445566778899aabbccddeeff';

/** Fills passwords up to 32 bytes (ISO 32000-1, algorithm 2). */
const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');

/** Prints and copies are allowed. */
const PERMISSIONS = -4;

/** The standard security handler, revision 2 (ISO 32000-1, section 7.6.3). Texts of the document's information stay as they are. */
class Lock {
  readonly dictionary: string;
  readonly #key: Buffer;

  constructor(user: string) {
    const pad = (password: string) => Buffer.concat([Buffer.from(password, 'latin1'), PADDING]).subarray(0, 32);
    const owner = rc4(md5(pad('owner')).subarray(0, 5), pad(user));
    const permissions = Buffer.alloc(4);
    permissions.writeInt32LE(PERMISSIONS);
    this.#key = md5(Buffer.concat([pad(user), owner, permissions, Buffer.from(ID, 'hex')])).subarray(0, 5);
    const check = rc4(this.#key, PADDING);
    const hashes = `/O <${owner.toString('hex')}> /U <${check.toString('hex')}>`;
    this.dictionary = `<< /Filter /Standard /V 1 /R 2 /P ${PERMISSIONS} ${hashes} >>`;
  }

  encrypt(id: number, stream: Buffer): Buffer {
    const object = Buffer.from([id, id >> 8, id >> 16, 0, 0]);
    return rc4(md5(Buffer.concat([this.#key, object])).subarray(0, 10), stream);
  }
}

function md5(bytes: Buffer): Buffer {
  return createHash('md5').update(bytes).digest();
}

/** Node's OpenSSL no longer has this cipher. */
function rc4(key: Buffer, bytes: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, i) => i);
  const swap = (a: number, b: number) => {
    [state[a], state[b]] = [state[b] as number, state[a] as number];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (state[i] as number) + (key[i % key.length] as number)) & 255;
    swap(i, j);
  }
  let [i, j] = [0, 0];
  return Buffer.from(
    bytes.map((byte) => {
      i = (i + 1) & 255;
      j = (j + (state[i] as number)) & 255;
      swap(i, j);
      return byte ^ (state[((state[i] as number) + (state[j] as number)) & 255] as number);
    }),
  );
}

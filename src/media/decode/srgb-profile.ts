/**
 * Recognises ICC profiles that describe sRGB. Most photos carry one, and converting sRGB to sRGB takes longer than decoding the image, to
 * change some values by one.
 *
 * Layout: ICC.1:2022, sections 7 (header and tag table), 10.6 (`curv`), 10.18 (`para`) and 10.31 (`XYZ `). Numbers of sRGB: IEC 61966-2-1,
 * its colorants adapted to D50 as profiles hold them.
 */

const COLORANTS: Readonly<Record<string, readonly number[]>> = {
  rXYZ: [0.436, 0.2225, 0.0139],
  gXYZ: [0.3851, 0.7169, 0.0971],
  bXYZ: [0.1431, 0.0606, 0.7141],
};
const CURVES = ['rTRC', 'gTRC', 'bTRC'];

/** Tolerance for rounding in existing profiles. Display P3 and Adobe RGB differ by more than ten times as much. */
const COLORANT_TOLERANCE = 0.003;

/** Tolerance of a curve, relative to the range of 8-bit values. */
const CURVE_TOLERANCE = 0.75 / 255;

/** Sample positions at which curves are compared. */
const SAMPLES = Array.from({ length: 64 }, (_, i) => (i + 1) / 64);

/** Whether a profile describes sRGB by a matrix and curves, whatever it is called. `false` for one that cannot be read. */
export function isSrgbProfile(profile: Uint8Array): boolean {
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  try {
    if (readTag(view, 16) !== 'RGB ' || readTag(view, 20) !== 'XYZ ') return false;
    const tags = readTagTable(view);
    // Lookup tables take precedence over matrix and curves.
    if ([...tags.keys()].some((tag) => tag.startsWith('A2B') || tag.startsWith('D2B'))) return false;
    return (
      Object.entries(COLORANTS).every(([tag, expected]) => isColorant(view, tags.get(tag), expected)) &&
      CURVES.every((tag) => isSrgbCurve(view, tags.get(tag)))
    );
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function readTag(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}

/** Offset of each tag's data. */
function readTagTable(view: DataView): Map<string, number> {
  const count = Math.min(view.getUint32(128), 100);
  return new Map(
    Array.from({ length: count }, (_, i) => [readTag(view, 132 + 12 * i), view.getUint32(136 + 12 * i)] as const),
  );
}

/** An s15Fixed16Number. */
function readFixed(view: DataView, at: number): number {
  return view.getInt32(at) / 65536;
}

function isColorant(view: DataView, at: number | undefined, expected: readonly number[]): boolean {
  if (at === undefined || readTag(view, at) !== 'XYZ ') return false;
  return expected.every((value, i) => Math.abs(readFixed(view, at + 8 + 4 * i) - value) <= COLORANT_TOLERANCE);
}

function isSrgbCurve(view: DataView, at: number | undefined): boolean {
  const curve = at === undefined ? undefined : readCurve(view, at);
  return curve !== undefined && SAMPLES.every((x) => Math.abs(encode(curve(x)) - x) <= CURVE_TOLERANCE);
}

/** The sRGB encoding of a linear value. */
function encode(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}

function readCurve(view: DataView, at: number): ((x: number) => number) | undefined {
  if (readTag(view, at) === 'curv') return readSampledCurve(view, at);
  if (readTag(view, at) !== 'para' || view.getUint16(at + 8) !== 3) return undefined;
  const [g, a, b, c, d] = [0, 1, 2, 3, 4].map((i) => readFixed(view, at + 12 + 4 * i)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return (x) => (x >= d ? (a * x + b) ** g : c * x);
}

/** Evenly spaced samples with linear interpolation. A single value would be a gamma exponent, which sRGB does not use. */
function readSampledCurve(view: DataView, at: number): ((x: number) => number) | undefined {
  const last = view.getUint32(at + 8) - 1;
  if (last < 1) return undefined;
  const valueAt = (i: number) => view.getUint16(at + 12 + 2 * i) / 65535;
  return (x) => {
    const i = Math.min(Math.floor(x * last), last - 1);
    return valueAt(i) + (x * last - i) * (valueAt(i + 1) - valueAt(i));
  };
}

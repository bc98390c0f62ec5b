/** Builds TIFF structures, good and bad, for tests. */

/** A tag's type and value: text, whole numbers, fractions as pairs, raw bytes. */
export type TagValue =
  | { ascii: string | Uint8Array }
  | { short: number[] }
  | { long: number[] }
  | { rational: [number, number][] }
  | { bytes: Uint8Array; type?: number };

/** Tags by number. */
export type Tags = Record<number, TagValue>;

const TYPES = { ascii: 2, short: 3, long: 4, rational: 5, bytes: 7 } as const;

function encode(value: TagValue, little: boolean): { type: number; count: number; data: Buffer } {
  if ('ascii' in value) {
    const data = typeof value.ascii === 'string' ? Buffer.from(`${value.ascii}\0`) : Buffer.from(value.ascii);
    return { type: TYPES.ascii, count: data.length, data };
  }
  if ('bytes' in value)
    return { type: value.type ?? TYPES.bytes, count: value.bytes.length, data: Buffer.from(value.bytes) };
  if ('short' in value) {
    const data = Buffer.alloc(2 * value.short.length);
    for (const [i, n] of value.short.entries()) little ? data.writeUInt16LE(n, 2 * i) : data.writeUInt16BE(n, 2 * i);
    return { type: TYPES.short, count: value.short.length, data };
  }
  const numbers = 'long' in value ? value.long : value.rational.flat();
  const data = Buffer.alloc(4 * numbers.length);
  for (const [i, n] of numbers.entries()) little ? data.writeUInt32LE(n, 4 * i) : data.writeUInt32BE(n, 4 * i);
  return 'long' in value
    ? { type: TYPES.long, count: numbers.length, data }
    : { type: TYPES.rational, count: numbers.length / 2, data };
}

function encodeDirectory(tags: Tags, at: number, little: boolean): Buffer {
  const entries = Object.entries(tags);
  const head = Buffer.alloc(2 + 12 * entries.length + 4);
  const u16 = (n: number, i: number) => (little ? head.writeUInt16LE(n, i) : head.writeUInt16BE(n, i));
  const u32 = (n: number, i: number) => (little ? head.writeUInt32LE(n, i) : head.writeUInt32BE(n, i));
  u16(entries.length, 0);
  const values: Buffer[] = [];
  let next = at + head.length;
  entries.forEach(([tag, value], i) => {
    const { type, count, data } = encode(value, little);
    const entry = 2 + 12 * i;
    u16(Number(tag), entry);
    u16(type, entry + 2);
    u32(count, entry + 4);
    if (data.length <= 4) data.copy(head, entry + 8);
    else {
      u32(next, entry + 8);
      values.push(data);
      next += data.length;
    }
  });
  return Buffer.concat([head, ...values]);
}

/** A TIFF with a first, an EXIF and a GPS directory. */
export function makeTiff(parts: { image?: Tags; exif?: Tags; gps?: Tags; order?: 'II' | 'MM' }): Buffer {
  const little = (parts.order ?? 'II') === 'II';
  const header = Buffer.from(little ? 'II*\0\x08\0\0\0' : 'MM\0*\0\0\0\x08', 'latin1');
  const build = (exifAt: number, gpsAt: number) =>
    encodeDirectory({ ...parts.image, 34665: { long: [exifAt] }, 34853: { long: [gpsAt] } }, 8, little);
  const exifAt = 8 + build(0, 0).length;
  const exif = encodeDirectory(parts.exif ?? {}, exifAt, little);
  const gpsAt = exifAt + exif.length;
  return Buffer.concat([header, build(exifAt, gpsAt), exif, encodeDirectory(parts.gps ?? {}, gpsAt, little)]);
}

/** A JPEG of nothing but segments. */
export function makeJpeg(...segments: [marker: number, content: Uint8Array][]): Buffer {
  const parts = segments.map(([marker, content]) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(content.length + 2, 2);
    return Buffer.concat([head, content]);
  });
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts, Buffer.from([0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9])]);
}

/** The content of a JPEG's EXIF segment. */
export function toExifSegment(tiff: Uint8Array): [number, Buffer] {
  return [0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])];
}

/** The content of a JPEG's XMP segment. */
export function toXmpSegment(xmp: string): [number, Buffer] {
  return [0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${xmp}`)];
}

/** XMP around properties. */
export function makeXmp(properties: string, attributes = ''): string {
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:lr="http://ns.adobe.com/lightroom/1.0/" xmlns:digiKam="http://www.digikam.org/ns/1.0/"
 xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"
 xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/" xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" ${attributes}>${properties}</rdf:Description>
</rdf:RDF></x:xmpmeta>${' '.repeat(200)}<?xpacket end="w"?>`;
}

/** IPTC records: data sets of record 2, in order. */
export function makeIptc(...dataSets: [number, string | Uint8Array][]): Buffer {
  return Buffer.concat(
    dataSets.map(([dataSet, value]) => {
      const data = Buffer.from(value as string);
      const head = Buffer.from([0x1c, 2, dataSet, 0, 0]);
      head.writeUInt16BE(data.length, 3);
      return Buffer.concat([head, data]);
    }),
  );
}

/** One of Photoshop's image resources. */
export function makeResource(id: number, data: Uint8Array, name = ''): Buffer {
  const label = Buffer.from(String.fromCharCode(name.length) + name, 'latin1');
  const head = Buffer.concat([
    Buffer.from('8BIM\0\0', 'latin1'),
    label,
    Buffer.alloc(label.length % 2),
    Buffer.alloc(4),
  ]);
  head.writeUInt16BE(id, 4);
  head.writeUInt32BE(data.length, head.length - 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

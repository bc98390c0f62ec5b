import { describe, expect, it } from 'vitest';
import { MAX_BLOCK_BYTES } from '#src/metadata/containers/metadata-blocks.js';
import { readXmp } from '#src/metadata/readers/xmp.js';
import { measureCpuMs } from '../../support/processes/cpu-time.js';
import { makeXmp } from '../make-tiff.js';

const NOW = { nowMs: Date.UTC(2026, 0, 15) };
const read = (properties: string, attributes?: string) => readXmp(Buffer.from(makeXmp(properties, attributes)), NOW);
const bag = (name: string, items: string[], kind = 'Bag') =>
  `<${name}><rdf:${kind}>${items.map((item) => `<rdf:li>${item}</rdf:li>`).join('')}</rdf:${kind}></${name}>`;

describe('readXmp', () => {
  it('reads elements', () => {
    expect(
      read(`
        <dc:title><rdf:Alt><rdf:li xml:lang="de">Am See</rdf:li><rdf:li xml:lang="x-default">By the lake</rdf:li></rdf:Alt></dc:title>
        <dc:description><rdf:Alt><rdf:li xml:lang="x-default">Zürich &amp; its lake &#x2764; &lt;3
second line</rdf:li></rdf:Alt></dc:description>
        ${bag('dc:creator', ['Ansel', 'Another'], 'Seq')}
        ${bag('dc:subject', ['lake', ' Lake ', 'summer', ''])}
        <xmp:Rating>4</xmp:Rating>
        <exif:DateTimeOriginal>2019-07-04T18:03:22.12+02:00</exif:DateTimeOriginal>
        <exif:GPSLatitude>47,22.5N</exif:GPSLatitude><exif:GPSLongitude>8,32,30W</exif:GPSLongitude>
        <exif:GPSAltitude>4080/10</exif:GPSAltitude><exif:GPSAltitudeRef>0</exif:GPSAltitudeRef>
        <photoshop:City>Zürich</photoshop:City><photoshop:Country>Switzerland</photoshop:Country>
        <exif:ISOSpeedRatings><rdf:Seq><rdf:li>400</rdf:li></rdf:Seq></exif:ISOSpeedRatings>
        <exif:ExposureTime>1/250</exif:ExposureTime><exif:FNumber>28/10</exif:FNumber><exif:FocalLength>35/1</exif:FocalLength>`),
    ).toMatchObject({
      title: 'By the lake',
      description: 'Zürich & its lake ❤ <3\nsecond line',
      creator: 'Ansel',
      keywords: ['lake', 'summer'],
      rating: 4,
      takenAt: { localTime: '2019-07-04T18:03:22.120', offsetMinutes: 120 },
      gps: { latitude: 47.375, longitude: -(8 + 32 / 60 + 30 / 3600), altitudeM: 408 },
      place: { location: null, city: 'Zürich', region: null, country: 'Switzerland' },
      iso: 400,
      exposureS: 1 / 250,
      fNumber: 2.8,
      focalLengthMm: 35,
    });
  });

  it('reads attributes', () => {
    expect(
      read(
        '',
        'xmp:Rating="-1" photoshop:DateCreated="2019-07-04" tiff:Make="Canon" tiff:Model=\'EOS "R"\' aux:Lens="RF 50mm"',
      ),
    ).toMatchObject({
      rating: -1,
      takenAt: { localTime: '2019-07-04T00:00:00.000', offsetMinutes: null },
      camera: { make: 'Canon', model: 'EOS "R"' },
      lens: 'RF 50mm',
    });
  });

  it('reads several descriptions', () => {
    const text = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <rdf:Description rdf:about="" xmp:Rating="3"/><rdf:Description rdf:about=""><dc:title>plain</dc:title></rdf:Description></rdf:RDF>`;
    expect(readXmp(Buffer.from(text))).toMatchObject({ rating: 3, title: 'plain' });
  });

  it('resolves namespaces, not prefixes', () => {
    const text = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:xap="http://ns.adobe.com/xap/1.0/"
      xmlns:core="http://purl.org/dc/elements/1.1/" xmlns:dc="http://example.com/other/" xap:Rating="2">
      <core:title>right</core:title></rdf:Description></rdf:RDF>`;
    expect(readXmp(Buffer.from(text))).toMatchObject({ rating: 2, title: 'right' });
  });

  it('prefers the most specific date, and tells the time of digitising from that of capture', () => {
    const dates = {
      'xmp:CreateDate': '2004-01-01T00:00:00',
      'exif:DateTimeDigitized': '2003-01-01T00:00:00',
      'photoshop:DateCreated': '2002-01-01T00:00:00',
      'exif:DateTimeOriginal': '2001-01-01T00:00:00',
    };
    let properties = '';
    for (const [name, date] of Object.entries(dates)) {
      properties += `<${name}>${date}</${name}>`;
      const { takenAt, digitizedAt } = read(properties);
      expect.soft((takenAt ?? digitizedAt)?.localTime, name).toBe(`${date}.000`);
      expect.soft(takenAt === undefined, name).toBe(name === 'xmp:CreateDate' || name === 'exif:DateTimeDigitized');
    }
    expect(read(properties.replace('2001-01-01T', 'rubbish')).takenAt?.localTime).toBe('2002-01-01T00:00:00.000');
  });

  it('flattens hierarchies', () => {
    expect(
      read(
        bag('dc:subject', ['Zürich']) +
          bag('lr:hierarchicalSubject', ['Places|Switzerland|Zürich', 'Places|Italy']) +
          bag('digiKam:TagsList', ['People/Anna', 'Places/Italy'], 'Seq') +
          bag('MicrosoftPhoto:LastKeywordXMP', ['Season/Summer']),
      ).keywords,
    ).toEqual(['Zürich', 'Places', 'Switzerland', 'Italy', 'People', 'Anna', 'Season', 'Summer']);
  });

  it('finds names of people in face regions and lists', () => {
    const region = (name: string, type: string) =>
      `<rdf:li><rdf:Description mwg-rs:Name="${name}" mwg-rs:Type="${type}"/></rdf:li>`;
    expect(
      read(`${bag('Iptc4xmpExt:PersonInImage', ['Anna', 'Ben'])}
        <mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag>${region('Clara', 'Face')}${region('Rex', 'Pet')}
          <rdf:li rdf:parseType="Resource"><mwg-rs:Name>Dora</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type></rdf:li>
        </rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>
        <MP:RegionInfo xmlns:MP="http://ns.microsoft.com/photo/1.2/" xmlns:MPRI="http://ns.microsoft.com/photo/1.2/t/RegionInfo#"
          xmlns:MPReg="http://ns.microsoft.com/photo/1.2/t/Region#" rdf:parseType="Resource"><MPRI:Regions><rdf:Bag>
          <rdf:li MPReg:PersonDisplayName="Emil"/></rdf:Bag></MPRI:Regions></MP:RegionInfo>`).people,
    ).toEqual(['Anna', 'Ben', 'Clara', 'Dora', 'Emil']);
  });

  it.each<[string, number | undefined]>([
    ['<xmp:Rating>5</xmp:Rating>', 5],
    ['<xmp:Rating>0</xmp:Rating>', 0],
    ['<xmp:Rating>-1</xmp:Rating>', -1],
    ['<xmp:Rating>3.5</xmp:Rating>', 4],
    ['<xmp:Rating>4.0</xmp:Rating>', 4],
    ['<xmp:Rating>6</xmp:Rating>', undefined],
    ['<xmp:Rating>-2</xmp:Rating>', undefined],
    ['<xmp:Rating>five</xmp:Rating>', undefined],
    ['<xmp:Rating></xmp:Rating>', undefined],
    ['<MicrosoftPhoto:Rating>99</MicrosoftPhoto:Rating>', 5],
    ['<MicrosoftPhoto:Rating>75</MicrosoftPhoto:Rating>', 4],
    ['<MicrosoftPhoto:Rating>1</MicrosoftPhoto:Rating>', 1],
    ['<MicrosoftPhoto:Rating>0</MicrosoftPhoto:Rating>', 0],
    ['<MicrosoftPhoto:Rating>75</MicrosoftPhoto:Rating><xmp:Rating>2</xmp:Rating>', 2],
  ])('rates %s as %j', (properties, rating) => {
    expect(read(properties).rating).toBe(rating);
  });

  it.each<[string, string, [number, number] | undefined]>([
    ['47.5', '-8.5', [47.5, -8.5]],
    ['47,30.0N', '8,30.0E', [47.5, 8.5]],
    ['47,30,0S', '8,30,0W', [-47.5, -8.5]],
    ['0,0.0N', '0,0.0E', undefined],
    ['90,0.0002N', '180,0.0003W', [90, -180]],
    ['-90.000003', '179.5', [-90, 179.5]],
    ['91,0N', '8,30E', undefined],
    ['47,30N', '8,30N', undefined],
    ['47,30', '8,30', undefined],
    ['-47,30N', '8,30E', undefined],
    ['forty', 'eight', undefined],
    ['47,30N', '', undefined],
  ])('places %s %s at %j', (latitude, longitude, point) => {
    const { gps } = read(
      `<exif:GPSLatitude>${latitude}</exif:GPSLatitude><exif:GPSLongitude>${longitude}</exif:GPSLongitude>`,
    );
    expect(gps && [gps.latitude, gps.longitude]).toEqual(point);
  });

  it.each([
    ['V', undefined],
    ['A', 47.5],
  ])('reads a position of status %s as %j', (status, latitude) => {
    const position = '<exif:GPSLatitude>47,30N</exif:GPSLatitude><exif:GPSLongitude>8,30E</exif:GPSLongitude>';
    expect(read(`<exif:GPSStatus>${status}</exif:GPSStatus>${position}`).gps?.latitude).toBe(latitude);
  });

  it('reads a value with qualifiers', () => {
    expect(read('<xmp:Rating rdf:parseType="Resource"><rdf:value>3</rdf:value></xmp:Rating>').rating).toBe(3);
    expect(read('<dc:title><rdf:Description rdf:value="quoted"/></dc:title>').title).toBe('quoted');
  });

  it.each(['utf16le', 'utf16be', 'latin1', 'bom'])('reads %s', (encoding) => {
    const text = makeXmp('<dc:title>Zürich</dc:title>').replace('\uFEFF', '');
    const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');
    const bytes = { utf16le: utf16, utf16be: Buffer.from(utf16).swap16(), latin1: Buffer.from(text, 'latin1') }[
      encoding
    ];
    expect(readXmp(bytes ?? Buffer.from(`\uFEFF${text}`)).title).toBe('Zürich');
  });

  it('expands no entities but the predefined ones', () => {
    expect(read('<dc:title>&lol; &#65; &amp;lt; &#x110000; &nbsp;</dc:title>').title).toBe(
      '&lol; A &lt; &#x110000; &nbsp;',
    );
    const entities = '<!DOCTYPE x [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>';
    expect(readXmp(Buffer.from(entities + makeXmp('<dc:title>&lol2;</dc:title>'))).title).toBe('&lol2;');
    expect(() => read(`${entities}<dc:title>&lol2;</dc:title>`)).toThrow(SyntaxError);
  });

  it('treats names of the JavaScript object prototype as plain names', () => {
    const metadata = read(
      '<__proto__>x</__proto__><toString xmlns:constructor="constructor">x</toString><dc:title>safe</dc:title>',
    );
    expect(metadata.title).toBe('safe');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('returns at most 200 keywords of at most 200 characters', () => {
    const { keywords } = read(
      bag(
        'dc:subject',
        Array.from({ length: 5000 }, (_, i) => `${i} ${'x'.repeat(500)}`),
      ),
    );
    expect(keywords).toHaveLength(200);
    expect(keywords?.every((word) => word.length === 200)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['text', 'no XML at all'],
    ['an empty packet', '<?xpacket begin=""?><?xpacket end="w"?>'],
    ['half a document', makeXmp('<dc:title>x</dc:title>').slice(0, 500)],
    ['a document that is too large', makeXmp(`<dc:title>${'x'.repeat(MAX_BLOCK_BYTES)}</dc:title>`)],
  ])('reads nothing from %s', (_what, text) => {
    expect(Object.values(readXmp(Buffer.from(text))).every((fact) => fact === undefined)).toBe(true);
  });

  it.each([
    ['endless depth', '<a>'],
    ['open tags', '<a '],
    ['attributes without values', 'a '],
    ['attributes', 'a="" '],
    ['quotes', '<a b="'],
    ['references', '&#x41;'],
    ['ampersands', '&'],
    ['small elements', '<a/>'],
    ['elements with blanks', '<a    />'],
    ['line ends', '\r'],
    ['blanks in a tag', ' '],
    ['comments', '<!---->'],
    ['comments that do not end', '<!--'],
    ['instructions', '<?a?>'],
    ['CDATA', '<![CDATA[x]]>'],
    ['ends', '</a>'],
    ['beginnings', '<'],
    ['items', '<dc:subject><rdf:Bag><rdf:li>a</rdf:li></rdf:Bag></dc:subject>'],
    ['words', `<dc:subject>${'a '.repeat(50)}</dc:subject>`],
  ])('parses four megabytes of %s in less than a second of CPU time', (what, piece) => {
    const inside = piece.repeat(Math.floor((MAX_BLOCK_BYTES - 3000) / piece.length));
    const cpuMs = measureCpuMs(() => {
      try {
        read(/^(attributes|blanks)/.test(what) ? `<a ${inside}/>` : inside);
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
      }
    });
    expect(cpuMs).toBeLessThan(1000);
  });
});

import { describe, expect, it } from 'vitest';
import { holdsSameFace } from '#src/insight/people/match-stated.js';
import { collectFaces } from '#src/metadata/readers/face-regions.js';
import { readXmp } from '#src/metadata/readers/xmp.js';
import { parseXmp } from '#src/metadata/readers/xmp-document.js';
import { writeFaces } from '#src/metadata/write-faces.js';

const SIZE = { width: 4000, height: 3000 };
const BOX = { x: 0.2, y: 0.1, width: 0.2, height: 0.2 };
const anna = { name: 'Anna & "Söhne" <1>', box: BOX };
const write = (document: string | undefined, faces = [anna]) => writeFaces(document, faces, SIZE, holdsSameFace);
const bytes = (text: string) => new TextEncoder().encode(text);
const facesOf = (text: string) =>
  collectFaces(parseXmp(bytes(text)) ?? { name: '', attributes: {}, children: [], text: '' });
const namesOf = (text: string) => facesOf(text).map(({ name }) => name);

const LIGHTROOM = `<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
 <rdf:Description rdf:about="uuid:1" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
   xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" xmlns:regions="http://www.metadataworkinggroup.com/schemas/regions/"
   xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#" xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#"
   xmp:Rating="4" crs:Exposure2012="+0.35">
  <!-- kept -->
  <dc:subject><rdf:Bag><rdf:li>sea</rdf:li></rdf:Bag></dc:subject>
  <regions:Regions rdf:parseType="Resource">
   <regions:AppliedToDimensions stDim:w="4000" stDim:h="3000" stDim:unit="pixel"/>
   <regions:RegionList><rdf:Bag>
    <rdf:li><rdf:Description regions:Rotation="0.1" regions:Name="Bob" regions:Type="Face">
      <regions:Area stArea:x="0.8" stArea:y="0.5" stArea:w="0.1" stArea:h="0.1" stArea:unit="normalized"/>
    </rdf:Description></rdf:li>
    <rdf:li><rdf:Description regions:Name="Rex" regions:Type="Pet">
      <regions:Area stArea:x="0.3" stArea:y="0.2" stArea:w="0.2" stArea:h="0.2" stArea:unit="normalized"/>
    </rdf:Description></rdf:li>
   </rdf:Bag></regions:RegionList>
  </regions:Regions>
 </rdf:Description>
</rdf:RDF>
</x:xmpmeta>`;

/** The document with a region as Windows writes it, where Bob's is. */
const addWindows = (name: string) =>
  LIGHTROOM.replace(
    '<!-- kept -->',
    `<MP:RegionInfo rdf:parseType="Resource" xmlns:MP="http://ns.microsoft.com/photo/1.2/" xmlns:MPRI="http://ns.microsoft.com/photo/1.2/t/RegionInfo#"
        xmlns:MPReg="http://ns.microsoft.com/photo/1.2/t/Region#"><MPRI:Regions><rdf:Bag><rdf:li MPReg:Rectangle="0.74, 0.45, 0.1, 0.1"
        MPReg:PersonDisplayName="${name}"/></rdf:Bag></MPRI:Regions></MP:RegionInfo>`,
  );

describe('faces in XMP', () => {
  it('are read with their places, the point of an area being its middle', () => {
    expect(facesOf(LIGHTROOM)).toEqual([
      {
        name: 'Bob',
        box: {
          x: expect.closeTo(0.75),
          y: expect.closeTo(0.45),
          width: expect.closeTo(0.1),
          height: expect.closeTo(0.1),
        },
        size: SIZE,
      },
    ]);
  });

  it('of Windows are read, and of the same face in both schemas once', () => {
    expect(namesOf(addWindows('Bob'))).toEqual(['Bob']);
    expect(facesOf(addWindows('Bert'))[0]).toEqual({
      name: 'Bert',
      box: { x: 0.74, y: 0.45, width: expect.closeTo(0.1), height: expect.closeTo(0.1) },
    });
  });

  it.each([
    '',
    'x="NaN"',
    'stArea:x="2" stArea:y="2" stArea:w="0.1" stArea:h="0.1"',
    'stArea:x="0.5" stArea:y="0.5" stArea:w="-1" stArea:h="1"',
  ])('without a rectangle in the image are none: %s', (area) => {
    const other = LIGHTROOM.replace(/stArea:x="0.8"[^/]*/, area);
    expect(namesOf(other)).toEqual([]);
  });
});

describe('writing faces', () => {
  it('makes a document where there is none, and says nothing twice', () => {
    const written = write(undefined) as string;
    expect(facesOf(written)).toEqual([
      {
        name: anna.name,
        box: expect.objectContaining({ x: expect.closeTo(0.2), width: expect.closeTo(0.2) }),
        size: SIZE,
      },
    ]);
    expect(write(written)).toBeUndefined();
  });

  it('adds to the regions that are there, and leaves everything else as it was', () => {
    const written = write(LIGHTROOM) as string;
    expect(namesOf(written).sort()).toEqual([anna.name, 'Bob']);
    expect(written).toContain('regions:Name="Rex"');
    expect(written).toContain('regions:Rotation="0.1"');
    expect(written).toContain('<!-- kept -->');
    const kept = LIGHTROOM.split('\n').filter((line) => !line.includes('rdf:Bag'));
    for (const line of kept) expect(written).toContain(line);
    expect(readXmp(bytes(written))).toMatchObject({ rating: 4, keywords: ['sea'] });
    expect(write(written)).toBeUndefined();
  });

  it('adds a description to a document without regions', () => {
    const plain = LIGHTROOM.replace(/<regions:Regions[\s\S]*<\/regions:Regions>/, '');
    const written = write(plain) as string;
    expect(namesOf(written)).toEqual([anna.name]);
    expect(written).toContain('rdf:about="uuid:1" xmlns:mwg-rs');
    expect(readXmp(bytes(written))).toMatchObject({ rating: 4, keywords: ['sea'] });
    const nameless = plain.replace(' rdf:about="uuid:1"', '');
    expect(namesOf(write(nameless) as string)).toEqual([anna.name]);
  });

  it('gives the region of the same face its new name', () => {
    const first = write(LIGHTROOM) as string;
    const second = write(first, [{ name: 'Zoë', box: BOX }]) as string;
    expect(namesOf(second).sort()).toEqual(['Bob', 'Zoë']);
  });

  it('gives the region of Windows its new name, too, and leaves those of other faces', () => {
    const bob = { x: 0.75, y: 0.45, width: 0.1, height: 0.1 };
    const asAttribute = addWindows('Bob');
    const asElement = asAttribute
      .replace(' MPReg:Rectangle', ' rdf:parseType="Resource" MPReg:Rectangle')
      .replace(
        /\s+MPReg:PersonDisplayName="Bob"\/>/,
        '><MPReg:PersonDisplayName>Bob</MPReg:PersonDisplayName></rdf:li>',
      );
    for (const document of [asAttribute, asElement]) {
      expect(document).toContain('PersonDisplayName');
      const written = write(document, [{ name: 'R & "B"', box: bob }]) as string;
      expect(namesOf(written)).toEqual(['R & "B"']);
      expect(written).not.toContain('Bob');
      expect(write(written, [{ name: 'R & "B"', box: bob }])).toBeUndefined();
      expect(namesOf(write(document) as string).sort()).toEqual([anna.name, 'Bob']);
    }
    // The working group's region has the name already.
    const windowsOnly = write(addWindows('Bert'), [{ name: 'Bob', box: bob }]) as string;
    expect(namesOf(windowsOnly)).toEqual(['Bob']);
    expect(windowsOnly).not.toContain('Bert');
  });

  it.each([
    '',
    'no XMP',
    '<rdf:RDF></rdf:RDF',
    LIGHTROOM.replace('</dc:subject>', ''),
    LIGHTROOM.replaceAll('rdf:Bag', 'rdf:Box'),
  ])('refuses what it cannot extend without loss (%#)', (document) =>
    expect(() => write(document)).toThrow(SyntaxError),
  );
});

import { describe, expect, it } from 'vitest';
import { suggest } from '#src/search/browse/suggest.js';
import { parseQuery } from '#src/search/parse/parse-query.js';
import { ensureSpace, openCatalogue, openRaw } from '../../support/libraries/catalogues.js';
import { insertMetadataRow, type MetadataRow, PLAIN_ROW } from '../../support/libraries/metadata-rows.js';

const ROWS: Partial<MetadataRow>[] = [
  { path: '/photos/New York/Brooklyn bridge.jpg', city: 'New York City', country: 'US', tags: ['bridge'] },
  { path: '/photos/New York/b.jpg', city: 'New York City', country: 'US', tags: ['bridge', 'beach'] },
  { path: '/photos/Zürich/c.jpg', city: 'Zürich', country: 'CH', camera: 'Canon EOS 5D', people: ['Anna Brown'] },
  {
    path: '/secret/d.jpg',
    city: 'Brussels',
    camera: 'Brownie',
    keywords: ['broken'],
    people: ['Bruno'],
    tags: ['broom'],
  },
];

function make(folder?: string) {
  const catalogue = openCatalogue();
  const model = ensureSpace(catalogue);
  const db = openRaw(catalogue.folder);
  db.transaction(() => ROWS.map((row, i) => insertMetadataRow(db, { ...PLAIN_ROW, content: i, ...row }, model.id)))();
  const context = { catalogue, tagSpaceId: model.id, scope: { folder } };
  return { context, complete: (text: string, limit = 20) => suggest(context, text, limit).map(({ query }) => query) };
}

describe('completions', () => {
  it('come from tags, keywords, people, places, cameras, folders and names of files, the most frequent first', () => {
    const { context, complete } = make();
    expect(suggest(context, 'br', 3)[0]).toEqual({ kind: 'tag', label: 'bridge', query: 'tag:bridge', count: 2 });
    expect(complete('br').sort()).toEqual(
      [
        ...['tag:bridge', 'tag:broom', 'keyword:broken', 'city:Brussels', 'camera:=Brownie', 'person:Bruno'],
        ...['person:"Anna Brown"', '"Brooklyn bridge.jpg"'],
      ].sort(),
    );
    expect(complete('br', 2)).toHaveLength(2);
  });

  it('come for whatever is typed, a zero byte too', () => {
    expect(make().complete('br\0')).toEqual(expect.any(Array));
  });

  it('keep what stands before', () => {
    const { complete } = make();
    expect(complete('red car -tag:bri')).toEqual(['red car -tag:bridge']);
    expect(complete('boat camera:"canon e')).toEqual(['boat camera:="Canon EOS 5D"']);
    expect(complete('boat new yo')).toContain('boat city:"New York City"');
    expect(complete('boat folder:new')).toEqual(['boat folder:"New York"']);
  });

  it('begin as typed, whatever the case and the composition of letters', () => {
    const catalogue = openCatalogue();
    const model = ensureSpace(catalogue);
    const names = { keywords: ['Straße'], city: 'Москва', people: ['Émile Čapek'], camera: 'İris', tags: ['Ôrange'] };
    insertMetadataRow(openRaw(catalogue.folder), { ...PLAIN_ROW, path: '/Äpfel/1.jpg', ...names }, model.id);
    const complete = (text: string) => suggest({ catalogue, tagSpaceId: model.id }, text, 20).map(({ query }) => query);
    expect(complete('STRASS')).toEqual(['keyword:Straße']);
    expect(complete('МОСК')).toEqual(['city:Москва']);
    for (const typed of ['éMIL', 'E\u0301mi', 'ČAP']) expect(complete(typed), typed).toEqual(['person:"Émile Čapek"']);
    expect(complete('iri')).toEqual(['camera:=İris']);
    expect(complete('O\u0302RA')).toEqual(['tag:Ôrange']);
    expect(complete('A\u0308PF')).toEqual(['folder:Äpfel']);
    catalogue.recent.remember('Ähre im Wind');
    expect(complete('äHR')).toEqual(['Ähre im Wind']);
  });

  it('know names of filters, their fixed values and countries', () => {
    const { complete } = make();
    expect(complete('ca')).toContain('camera:');
    expect(complete('-ca')).toContain('-camera:');
    expect(complete('is:p')).toEqual(['is:portrait', 'is:photo', 'is:panorama', 'is:paper']);
    expect(complete('has:')).toEqual(['has:audio', 'has:depth', 'has:text', 'has:face']);
    expect(complete('country:sw')).toEqual(['country:Switzerland']);
    expect(complete('near:zur')).toEqual(['near:Zürich']);
  });

  it('can be asked as they are', () => {
    const { complete } = make();
    for (const text of ['br', 'bri', 'new', 'zu', 'an', '-tag:b', 'person:"anna b']) {
      const queries = complete(text).filter((query) => !query.endsWith(':'));
      expect(queries.length, text).toBeGreaterThan(0);
      for (const query of queries) expect(() => parseQuery(query)).not.toThrow();
    }
  });

  it('never throw and give nothing for nothing', () => {
    const { complete } = make();
    expect(complete('')).toEqual([]);
    expect(complete('boat ')).toEqual([]);
    for (const text of [
      '"',
      '-',
      'tag:',
      '%',
      '_',
      '*',
      '\\',
      'tag:"',
      'a"b',
      '(',
      '[x',
      'near:"48',
      '\u0000',
      '" OR "',
      'xx* NEAR',
    ])
      expect(Array.isArray(complete(text)), text).toBe(true);
  });

  it('have earlier queries in front', () => {
    const { context, complete } = make();
    context.catalogue.recent.remember('bridge at night', 1);
    context.catalogue.recent.remember('brown dog', 2);
    expect(complete('br').slice(0, 2)).toEqual(['brown dog', 'bridge at night']);
    expect(suggest(context, 'bridge a', 1)).toEqual([
      { kind: 'query', label: 'bridge at night', query: 'bridge at night', count: null },
    ]);
  });

  it('give a reader of one folder what is in it, and no query of others', () => {
    const { context, complete } = make('/photos');
    context.catalogue.recent.remember('brown dog');
    expect(complete('br').sort()).toEqual(['"Brooklyn bridge.jpg"', 'person:"Anna Brown"', 'tag:bridge'].sort());
  });
});

describe('recent queries', () => {
  it('are five hundred at most, the latest', () => {
    const { recent } = openCatalogue();
    for (let i = 0; i < 510; i++) recent.remember(`query ${i}`, i);
    recent.remember('query 200', 1000);
    expect(recent.list('query', 1000)).toHaveLength(500);
    expect(recent.list('QUERY 2', 1)).toEqual([{ text: 'query 200', uses: 2 }]);
    expect(recent.list('query 5', 1000).map(({ text }) => text)).not.toContain('query 5');
    recent.clear();
    expect(recent.list('', 10)).toEqual([]);
  });
});

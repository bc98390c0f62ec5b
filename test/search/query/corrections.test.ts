// What is offered in the place of a query that is refused: whole queries, each understood.
import { describe, expect, it } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import { COLOURS } from '#src/model/look.js';
import { parseFilters, parseQuery } from '#src/search/parse/parse-query.js';

/** What is offered for a query; `undefined` when it is understood. */
function correct(query: string, parse: (query: string) => unknown = parseQuery): unknown {
  try {
    parse(query);
    return undefined;
  } catch (error) {
    if (!(error instanceof PhotoseekError)) throw error;
    expect(error.details['query']).toBe(query);
    return error.details['queries'];
  }
}

/** In the order that they are offered in. */
const IS_VALUES =
  'portrait landscape square favorite undated photo video document model live animation panorama screenshot paper drawing sensitive bw night blurred dark bright'.split(
    ' ',
  );

describe('a query that is refused', () => {
  it.each([
    ['camra:nikon', ['camera:nikon', '"camra:nikon"']],
    ['a dog camra:nikon beach', ['a dog camera:nikon beach', 'a dog "camra:nikon" beach']],
    ['camra: nikon', ['camera:nikon', '"camra:nikon"']],
    ['Tkaen:"last summer"', ['taken:"last summer"', '"Tkaen:last summer"']],
    ['form:png', ['ext:png', '"form:png"']],
    ['form:2023', ['taken:2023', 'ext:2023', '"form:2023"']],
    ['since:2023', ['taken:2023', '"since:2023"']],
    ['where:Paris', ['near:Paris', 'city:Paris', '"where:Paris"']],
    ['foo:bar', ['"foo:bar"']],
    ['-foo:bar cat', ['"-foo:bar" cat']],
    ['taken:', ['taken:2023-06']],
    ['taken: 2023', ['taken:2023']],
    ['taken:last summer', ['taken:"last summer"']],
    ['has:nothing', ['has:audio', 'has:depth', 'has:text', 'has:face']],
    ['is:nothing', IS_VALUES.map((kind) => `is:${kind}`)],
    ['-is:potrait', IS_VALUES.map((kind) => `-is:${kind}`)],
    ['color:gren', ['color:green', ...COLOURS.filter((one) => one !== 'green').map((one) => `color:${one}`)]],
    ['near:Lodnon', ['near:London']],
    ['country:Frnace', ['country:France']],
    ['size>5MB', ['size:>5MB', '"size>5MB"']],
    ['camera=canon', ['camera:canon', '"camera=canon"']],
    ['camera：canon', ['camera:canon', '"camera：canon"']],
    // Two mistakes.
    ['camra:nikon tkaen:2023', ['camera:nikon taken:2023', '"camra:nikon" taken:2023']],
  ])('%s', (query, queries) => {
    expect(correct(query)).toEqual(queries);
    for (const better of queries) expect(() => parseQuery(better), better).not.toThrow();
  });

  it('among filters alone, too, and never as text', () => {
    expect(correct('taken:2023 camra:nikon', parseFilters)).toEqual(['taken:2023 camera:nikon']);
  });
});

describe('text that only looks like a filter', () => {
  it.each([
    'http://example.org/a.jpg',
    'ftp://example.org/a',
    '12:30',
    'a clock at 12:30',
    '16:9',
    String.raw`C:\photos\cat.jpg`,
    String.raw`C:\photos`,
    'Re: holiday',
    're: x',
    'note: to self',
    'std::vector',
    '"camra:nikon"',
    'the word "taken:" on a sign',
    'e=mc2',
    'a > b',
    'cats & dogs: friends',
  ])('%s is understood', (query) => {
    expect(correct(query)).toBeUndefined();
    expect(parseQuery(query).filters).toEqual([]);
  });
});

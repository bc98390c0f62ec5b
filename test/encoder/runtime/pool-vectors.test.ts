import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { poolVectors, readProjection } from '#src/encoder/runtime/pool-vectors.js';
import { padTokens } from '#src/encoder/runtime/tokens.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

describe('vectors of items', () => {
  it('are those of a tower that gives one for each', () => {
    const vectors = poolVectors({ data: Float32Array.from([1, 2, 3, 4]), dims: [2, 2] });
    expect(vectors.map((vector) => [...vector])).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('are the mean of the tokens that count, or the first token', () => {
    const output = { data: Float32Array.from([1, 2, 3, 4, 100, 100, 5, 5, 7, 7, 9, 9]), dims: [2, 3, 2] };
    const masks = [
      [1, 1, 0],
      [1, 1, 1],
    ];
    expect(poolVectors(output, masks).map((vector) => [...vector])).toEqual([
      [2, 3],
      [7, 7],
    ]);
    expect(poolVectors(output).map((vector) => [...vector])).toEqual([
      [1, 2],
      [5, 5],
    ]);
  });
});

describe('a linear layer', () => {
  const folder = makeTemporaryFolder();

  function write(header: object, values: readonly number[]): string {
    const path = join(folder, `${Math.random()}.safetensors`);
    const json = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    writeFileSync(path, Buffer.concat([length, json, Buffer.from(Float32Array.from(values).buffer)]));
    return path;
  }

  const WEIGHT = { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] };

  it('multiplies, and adds the bias if there is one', () => {
    const bias = { dtype: 'F32', shape: [2], data_offsets: [24, 32] };
    const values = [1, 0, 0, 0, 1, 1, 10, 20];
    const vector = Float32Array.from([1, 2, 3]);
    expect([...readProjection(write({ 'linear.weight': WEIGHT }, values))(vector)]).toEqual([1, 5]);
    const both = { 'linear.weight': WEIGHT, 'linear.bias': bias, __metadata__: {} };
    expect([...readProjection(write(both, values))(vector)]).toEqual([11, 25]);
  });

  it.each([
    ['half precision', { 'linear.weight': { ...WEIGHT, dtype: 'F16' } }, /F32, got F16/],
    ['another name', { weight: WEIGHT }, /no matrix linear\.weight/],
    ['fewer bytes than it states', { 'linear.weight': { ...WEIGHT, shape: [200, 3] } }, /no matrix/],
  ])('with %s is refused', (_what, header, reason) => {
    expect(() => readProjection(write(header, [1, 2, 3, 4, 5, 6]))).toThrow(reason);
  });

  it('that is no such file is refused', () => {
    const path = join(folder, 'page.html');
    for (const content of ['', '<html>', '\xff'.repeat(40)]) {
      writeFileSync(path, content, 'latin1');
      expect(() => readProjection(path)).toThrow(expect.objectContaining({ code: 'model-invalid' }));
    }
  });
});

describe('padTokens', () => {
  it('lengthens a text to what the graph takes, and truncates a longer one before its last token', () => {
    const tokens = { ids: [5, 6, 7], mask: [1, 1, 1], truncated: false, unknownWords: ['x'] };
    expect(padTokens(tokens, 5, 9)).toEqual({ ...tokens, ids: [5, 6, 7, 9, 9], mask: [1, 1, 1, 0, 0] });
    expect(padTokens(tokens, 2, 9)).toEqual({ ...tokens, ids: [5, 7], mask: [1, 1], truncated: true });
  });
});

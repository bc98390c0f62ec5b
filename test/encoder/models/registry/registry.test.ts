import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EMBEDDED_MODELS } from '#src/encoder/models/embedded-model.js';
import { DTYPES, FAMILIES, findRegistered, listRegistered } from '#src/encoder/models/registry/registry.js';

const Address = z.string().regex(/^(https:\/\/[\w.-]+\/|data\/)\S+$/);
const Repository = z.string().regex(/^[\w.-]+\/[\w.-]+$/);
const Commit = z.string().regex(/^[0-9a-f]{40}$/);
const Row = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  name: z.string().min(5),
  repository: Repository.optional(),
  revision: Commit.optional(),
  folder: z.string().optional(),
  layout: z.enum(['one', 'two']).optional(),
  text: z.strictObject({ repository: Repository, revision: Commit }).optional(),
  family: z.enum(FAMILIES),
  dim: z.int().min(128).max(2048),
  imageSize: z.int().min(128).max(1024),
  bytes: z.partialRecord(z.enum(DTYPES), z.int().min(1e6)),
  languages: z.array(z.string().regex(/^[a-z]{2}$/)),
  languageCount: z.int().optional(),
  quality: z.array(
    z.strictObject({ measure: z.string().regex(/%$/), value: z.number().min(10).max(100), source: Address }),
  ),
  licence: z.string().min(3),
  speed: z.enum(['very fast', 'fast', 'medium', 'slow', 'very slow']),
  verified: z.enum(['files', 'repository', 'none']),
  embedded: z.literal(true).optional(),
});

describe('the registry of models', () => {
  it('has the form that its readers expect, with distinct ids', () => {
    const rows = listRegistered();
    for (const row of rows) expect.soft(Row.safeParse(row).error, row.id).toBeUndefined();
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  it('holds the models that ship, and a repository for each other one', () => {
    const embedded = listRegistered().filter((row) => row.embedded);
    expect(embedded.map(({ id }) => id).sort()).toEqual([...EMBEDDED_MODELS].sort());
    for (const row of listRegistered()) {
      expect.soft(row.embedded === true, row.id).toBe(row.repository === undefined);
      expect.soft(row.languages.length > 0 || row.languageCount !== undefined, row.id).toBe(true);
      expect.soft(row.bytes.fp32, row.id).toBeGreaterThan(0);
      for (const { source } of row.quality)
        if (source.startsWith('data/'))
          expect.soft(existsSync(fileURLToPath(new URL(`../../../../${source}`, import.meta.url))), source).toBe(true);
    }
  });

  it('finds a row by its id, and by its repository where only one row is meant', () => {
    expect(findRegistered('siglip2-b16-224')?.repository).toBe('onnx-community/siglip2-base-patch16-224-ONNX');
    expect(findRegistered('Xenova/clip-vit-base-patch32')?.id).toBe('clip-b32');
    expect(findRegistered('plhery/mobileclip2-onnx')).toBeUndefined();
    expect(findRegistered('nobody/nothing')).toBeUndefined();
  });
});

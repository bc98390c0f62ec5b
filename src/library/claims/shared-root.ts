import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import type { RootRules } from '../../indexer/scan/rules.js';
import type { SharedRoot } from '../../indexer/scan/shared-roots.js';
import type * as WriteSide from '../../indexer/write-side.js';
import { isBelow } from '../../model/paths.js';
import type { Catalogue } from '../../store/catalogue.js';
import type { Database } from '../../vectors/engines/pgvector/database.js';
import type { ClaimOptions } from './types.js';

/** A shared root that this library takes part in. */
export interface JoinedRoot extends SharedRoot {
  rules: RootRules;
}

/**
 * Takes part in a shared root, which is made by the first machine that does.
 * @throws PhotoseekError `path-not-found`, `bad-argument` where the library has the folder already in another way
 */
export async function joinRoot(
  database: Database,
  catalogue: Catalogue,
  writeSide: typeof WriteSide,
  options: ClaimOptions,
): Promise<JoinedRoot> {
  const { id } = options.root;
  const path = await findFolder(options.root.path);
  checkPlace(catalogue, writeSide.listSharedRoots(catalogue), id, path);
  const { parseRules, putSharedRoot, readRules } = writeSide;
  const given = readRules(options);
  const [row] = await database.query<{ path: string; rules: string }>(
    `INSERT INTO photoseek.claim_root (id, path, rules) VALUES ($1, $2, $3)
     ON CONFLICT (id) DO UPDATE SET rules = (claim_root.rules::jsonb || excluded.rules::jsonb)::text RETURNING path, rules`,
    [id, path, JSON.stringify(given)],
  );
  const publishedAs = row?.path ?? path;
  const rules = parseRules(row?.rules ?? '{}');
  catalogue.addRoot(path, JSON.stringify(rules), Date.now());
  putSharedRoot(catalogue, { id, path, publishedAs });
  return { id, path, publishedAs, rules };
}

async function findFolder(path: string): Promise<string> {
  const real = await realpath(resolve(path)).catch(() => undefined);
  if (real !== undefined && (await stat(real)).isDirectory()) return real;
  throw new PhotoseekError('path-not-found', `There is no folder ${resolve(path)}.`, {
    hint: 'Give the folder that the root is on this machine: --root ID=PATH',
    details: { path: resolve(path) },
  });
}

/** A file belongs to one root: otherwise it would be indexed twice, or removed by the one that does not know it. */
function checkPlace(catalogue: Catalogue, shared: readonly SharedRoot[], id: string, path: string): void {
  const before = shared.find((root) => root.id === id);
  const isOther = (root: string) => root !== path && (isBelow(root, path) || isBelow(path, root));
  const other = catalogue.listRoots().find((root) => isOther(root.path))?.path;
  const sameFolder = shared.find((root) => root.path === path && root.id !== id);
  const [named, hint] =
    before !== undefined && before.path !== path
      ? [
          `${before.path} is the root ${id} of this library`,
          `photoseek roots remove ${JSON.stringify(before.path)} first.`,
        ]
      : sameFolder !== undefined
        ? [`${path} is the root ${sameFolder.id} of this library`, 'Give that id.']
        : other !== undefined
          ? [`the library has the root ${other}`, 'Use a library of its own for the shared root: --library DIR']
          : [];
  if (named === undefined) return;
  throw new PhotoseekError(
    'bad-argument',
    `A shared root must be neither in nor above another root, got ${path}: ${named}.`,
    {
      ...(hint === undefined ? {} : { hint }),
      details: { path },
    },
  );
}

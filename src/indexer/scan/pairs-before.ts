import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { toFsPath } from '../../runtime/fs-path.js';
import type { KnownFile } from '../../store/records.js';
import { mapInGroups } from './map-in-groups.js';
import { readStamp } from './stamp.js';

/** Looks up the record that an earlier run made of a file; `undefined`: there is none that is still of use. */
export type Recorded = (
  path: string,
) => Pick<KnownFile, 'sizeBytes' | 'mtimeMs' | 'sidecarStamp' | 'failureCode'> | undefined;

/** The pairs that an earlier run found in a folder, of the files that have not changed since. */
export class PairsBefore {
  /** Stills that are new or changed. */
  readonly changedStills: readonly string[];
  /** Stills that can be read now as far as it is known: what is no entry has no film. */
  readonly readableStills: readonly string[];
  readonly #stillsOf: ReadonlyMap<string, string[]>;
  /** Films that were entries. */
  readonly #entries: ReadonlySet<string>;

  private constructor(
    { changed, readable }: { changed: readonly string[]; readable: readonly string[] },
    stillsOf: ReadonlyMap<string, string[]>,
    entries: ReadonlySet<string>,
  ) {
    this.changedStills = changed;
    this.readableStills = readable;
    this.#stillsOf = stillsOf;
    this.#entries = entries;
  }

  static async read(
    folder: string,
    films: readonly string[],
    stills: readonly string[],
    recorded: Recorded,
  ): Promise<PairsBefore> {
    const files = new Map(
      await mapInGroups([...films, ...stills], async (name) => {
        const path = join(folder, name);
        return [name, await lstat(toFsPath(path)).catch(() => undefined)] as const;
      }),
    );
    const findRecord = (name: string) => {
      const [record, stats] = [recorded(join(folder, name)), files.get(name)];
      return record?.sizeBytes === stats?.size && record?.mtimeMs === stats?.mtimeMs ? record : undefined;
    };
    const changed: string[] = [];
    const readable: string[] = [];
    const stillsOf = new Map<string, string[]>();
    for (const still of stills) {
      const record = findRecord(still);
      if (record !== undefined && record.failureCode !== null) continue;
      readable.push(still);
      if (record === undefined) changed.push(still);
      for (const [name, mtimeMs] of readStamp(record?.sidecarStamp ?? ''))
        if (files.get(name)?.mtimeMs === mtimeMs) stillsOf.set(name, [...(stillsOf.get(name) ?? []), still]);
    }
    return new PairsBefore(
      { changed, readable },
      stillsOf,
      new Set(films.filter((film) => findRecord(film) !== undefined)),
    );
  }

  /** Empty for a film that is an entry of its own, or new. */
  stillsOf(film: string): readonly string[] {
    return this.#stillsOf.get(film) ?? [];
  }

  /** Whether the film was compared with the stills that have not changed. */
  hasSeen(film: string): boolean {
    return this.#entries.has(film) || this.#stillsOf.has(film);
  }
}

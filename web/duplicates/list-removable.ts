import { getDuplicates } from '../api/library.js';
import type { DuplicateKind, LinkedGroup } from '../api/types.js';

const PAGE_SIZE = 1000;

/** A group as it is shown, and the paths of its files that stay. */
export interface ReviewedGroup {
  group: LinkedGroup;
  kept: ReadonlySet<string>;
}

/**
 * The paths of the files that may go, looked up once more: since the page was drawn, files may have been changed, moved or deleted. A file is
 * left out unless it still has its bytes and a file that stays is still like it.
 */
export async function listRemovable(kind: DuplicateKind, reviewed: readonly ReviewedGroup[]): Promise<string[]> {
  const now = await readGroups(kind);
  const groupOf = new Map(now.flatMap((group) => group.members.map(({ path }) => [path, group] as const)));
  return reviewed.flatMap(({ group, kept }) => {
    const stays = new Set([...kept].flatMap((path) => groupOf.get(path) ?? []));
    const goes = new Set(group.members.map(({ path }) => path).filter((path) => !kept.has(path)));
    return [...stays].flatMap(({ members }) =>
      members.filter(({ path }) => goes.has(path)).flatMap(({ path, aliases }) => [path, ...aliases]),
    );
  });
}

async function readGroups(kind: DuplicateKind): Promise<LinkedGroup[]> {
  const groups: LinkedGroup[] = [];
  for (;;) {
    const page = await getDuplicates({ kind, offset: groups.length, limit: PAGE_SIZE, compareBytes: true });
    groups.push(...page.groups);
    if (page.groups.length === 0 || groups.length >= page.total) return groups;
  }
}

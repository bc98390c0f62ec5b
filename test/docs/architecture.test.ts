// docs/ARCHITECTURE.md against the sources: its picture shows the imports that exist, its tables what is in a catalogue and on disk.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '#src/store/database/open-database.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(root, 'docs/ARCHITECTURE.md'), 'utf8');

/** Imports between the folders of src, types included: `search → store`. Single files at the top are no folders. */
function listImports(): string[] {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts'));
  const found = new Set<string>();
  for (const file of files) {
    const text = readFileSync(join(root, 'src', file), 'utf8');
    for (const [, target = ''] of text.matchAll(/(?:\bfrom|\bimport\()\s*'(\.[^']+)'/g)) {
      const [from, to] = [file, posix.join(dirname(file), target)].map((path) => path.split('/'));
      if (from && to && from.length > 1 && to.length > 1 && from[0] !== to[0]) found.add(`${from[0]} --> ${to[0]}`);
    }
  }
  return [...found].sort();
}

/** The nodes of each group of the picture, and its arrows. */
function readPicture(): { groups: Map<string, string[]>; arrows: string[] } {
  const [, picture = ''] = /```mermaid\n([\s\S]*?)```/.exec(page) ?? [];
  const groups = new Map<string, string[]>();
  const arrows: string[] = [];
  let group: string[] | undefined;
  for (const line of picture.split('\n').map((one) => one.trim())) {
    const [, name] = /^subgraph (\w+)/.exec(line) ?? [];
    if (name !== undefined) {
      group = [];
      groups.set(name, group);
    } else if (line === 'end') group = undefined;
    else if (line.includes('-->')) arrows.push(...readArrow(line));
    else if (/^\w+$/.test(line)) group?.push(line);
  }
  return { groups, arrows };
}

/** `a & b --> c & d` stands for four arrows. */
function readArrow(line: string): string[] {
  const [from = [], to = []] = line.split('-->').map((side) => side.split('&').map((name) => name.trim()));
  return from.flatMap((a) => to.map((b) => `${a} --> ${b}`));
}

describe('the picture of the layers', () => {
  const { groups, arrows } = readPicture();
  const foundations = groups.get('foundations') ?? [];
  const isToFoundations = (arrow: string) => foundations.includes(arrow.split(' --> ')[1] ?? '');

  it('shows every folder of the sources', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect([...groups.values()].flat().sort()).toEqual(folders.map(({ name }) => name).sort());
  });

  it('shows every import between them, and no other', () => {
    const shown = arrows.filter((arrow) => !arrow.endsWith('--> foundations')).sort();
    // Everything may import the foundations: they have one arrow for each group.
    expect(shown).toEqual(listImports().filter((arrow) => !isToFoundations(arrow)));
  });

  it('shows which groups import the foundations', () => {
    const groupOf = (folder: string) => [...groups].find(([, names]) => names.includes(folder))?.[0];
    const real = listImports()
      .filter(isToFoundations)
      .map((arrow) => `${groupOf(arrow.split(' --> ')[0] ?? '')} --> foundations`)
      .filter((arrow) => arrow !== 'foundations --> foundations');
    expect(arrows.filter((arrow) => arrow.endsWith('--> foundations')).sort()).toEqual([...new Set(real)].sort());
  });
});

describe('the tables of the catalogue', () => {
  it('are all listed, and no other', () => {
    const folder = mkdtempSync(join(tmpdir(), 'photoseek-tables-'));
    const db = openDatabase(folder, true);
    const names = db
      .prepare(
        `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite_%'`,
      )
      .pluck()
      .all() as string[];
    db.close();
    rmSync(folder, { recursive: true });
    const [, section = ''] = /## What is in the catalogue\?\n([\s\S]*?)\n## /.exec(page) ?? [];
    const listed = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    expect(listed.sort()).toEqual(names.sort());
  });
});

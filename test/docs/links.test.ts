// Pages of the project: links lead somewhere, commands and paths exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Pages of the project, without those that are made on demand. */
const pages = ['.', '.github', 'bench', 'data', 'docs', 'examples', 'training']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: folder !== '.', encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.md') && !path.startsWith('docs/api/') && !path.startsWith('training/runs/'))
  .sort();

/** The text without code, in which brackets are no links. */
const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '`');

/** Anchors of a page's headings, as code hosts make them. */
function listAnchors(text: string): string[] {
  const headings = text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(pages)('%s', (page) => {
  it('links to files and headings that exist', () => {
    const targets = [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const broken = targets.filter((target) => {
      if (/^[a-z]+:/.test(target)) return false;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), decodeURIComponent(path));
      if (!existsSync(join(root, file))) return true;
      return anchor !== undefined && file.endsWith('.md') && !listAnchors(read(file)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('names scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: object };
    const names = [...read(page).matchAll(/npm run (?:--silent )?([a-z][\w:]*)/g)].map(([, name = '']) => name);
    expect(names.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('CONTRIBUTING.md', () => {
  /** The folders of the current layout; an older checkout has none of them. */

  it('names files and folders that exist', () => {
    const paths = [
      ...read('CONTRIBUTING.md').matchAll(/`((?:src|test|bench|docs|scripts|data|\.ci|\.github)\/[\w./-]+)`/g),
    ];
    expect(paths.length).toBeGreaterThan(15);
    // Built on demand.
    const missing = paths.map(([, path = '']) => path).filter((path) => path !== 'docs/api');
    expect(missing.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('shows every folder of the sources in its picture, and no other', () => {
    const [, picture = ''] = /```mermaid\n([\s\S]*?)```/.exec(read('CONTRIBUTING.md')) ?? [];
    const lines = picture.split('\n').map((line) => line.trim());
    const nodes = lines.filter((line) => /^[a-z]+$/.test(line) && line !== 'end');
    const standing = lines.filter((line) => line.includes('-->')).flatMap((line) => line.split(' --> '));
    const groups = ['entry', 'sides', 'parts', 'foundations'];
    const shown = new Set([...nodes, ...standing].filter((name) => !groups.includes(name)));
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect([...shown].sort()).toEqual(folders.map(({ name }) => name).sort());
  });
});

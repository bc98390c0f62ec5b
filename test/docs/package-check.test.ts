import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const SCRIPT = fileURLToPath(new URL('../../scripts/check-package.mjs', import.meta.url));

const parent = makeTemporaryFolder();

/** Checks a package of one module whose types are `index.d.ts`, with these `exports`. */
function check(exports: object) {
  const folder = mkdtempSync(join(parent, 'package-'));
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist/index.js'), 'export const one = 1;\n');
  writeFileSync(join(folder, 'dist/index.d.ts'), 'export declare const one: number;\n');
  writeFileSync(join(folder, 'dist/index.d.cts'), 'export declare const one: number;\n');
  const fields = { name: 'checked', version: '1.0.0', license: 'MIT', type: 'module', files: ['dist'], exports };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(fields));
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, folder], { encoding: 'utf8' });
  return { status, stderr };
}

describe('the check of the package', () => {
  it('passes a package of ES modules with types', () => {
    const exports = { '.': { types: './dist/index.d.ts', default: './dist/index.js' } };
    expect(check(exports)).toEqual({ status: 0, stderr: '' });
  });

  it('refuses an export of a file that is not packed', () => {
    const exports = { '.': { types: './dist/index.d.ts', default: './dist/missing.js' } };
    const { status, stderr } = check(exports);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^publint: error: .*missing\.js/m);
  });

  it('refuses types of another module system than the code', () => {
    const exports = { '.': { types: './dist/index.d.cts', default: './dist/index.js' } };
    const { status, stderr } = check(exports);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^are-the-types-wrong: exit code 1\n[\s\S]*Masquerading as CJS/m);
  });
});

// Files that a code host reads: nothing else in the project would notice an error in them.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const { engines, scripts } = JSON.parse(read('package.json')) as {
  engines: { node: string };
  scripts: Record<string, string>;
};

interface Step {
  uses?: string;
  run?: string;
}
interface Job {
  'runs-on': string;
  strategy?: { matrix: { os: string[]; node: number[] } };
  steps: Step[];
}

describe('the workflow', () => {
  const workflow = parse(read('.github/workflows/ci.yml')) as {
    permissions: Record<string, string>;
    jobs: Record<string, Job>;
  };
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  it('tests on three systems with three versions of Node, from the oldest that is supported', () => {
    const matrix = workflow.jobs['test']?.strategy?.matrix;
    expect(matrix?.os).toEqual(['ubuntu-latest', 'macos-latest', 'windows-latest']);
    expect(matrix?.node).toEqual([20, 22, 24]);
    expect(engines.node).toBe(`>=${matrix?.node[0]}`);
  });

  it('runs scripts that exist', () => {
    const names = steps.flatMap(({ run = '' }) =>
      [...run.matchAll(/npm (?:run )?(?!ci\b)([\w:]+)/g)].map(([, name]) => name),
    );
    expect(names).toEqual(expect.arrayContaining(['check', 'test', 'docs:api']));
    for (const name of names) expect(scripts).toHaveProperty([name as string]);
    expect(steps.some(({ run }) => run === '.ci/run')).toBe(true);
  });

  it('uses only actions of the host, and may only read the repository', () => {
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/^actions\/[\w-]+@v\d+$/);
    expect(workflow.permissions).toEqual({ contents: 'read' });
  });
});

describe('the issue forms', () => {
  const names = readdirSync(new URL('.github/ISSUE_TEMPLATE', root));

  it('are a bug form, a feature form and their settings', () => {
    expect(names.sort()).toEqual(['bug.yml', 'config.yml', 'feature.yml']);
    expect(parse(read('.github/ISSUE_TEMPLATE/config.yml'))).toEqual({ blank_issues_enabled: true });
  });

  it.each(['bug.yml', 'feature.yml'])('%s has what the host requires', (name) => {
    const form = parse(read(`.github/ISSUE_TEMPLATE/${name}`)) as {
      name: string;
      description: string;
      body: { type: string; id?: string; attributes: { label?: string; value?: string } }[];
    };
    expect(form).toMatchObject({ name: expect.any(String), description: expect.any(String) });
    const fields = form.body.filter(({ type }) => type !== 'markdown');
    expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
    for (const { type, id, attributes } of form.body) {
      if (type === 'markdown') expect(attributes.value).toEqual(expect.any(String));
      else {
        expect(['textarea', 'input', 'dropdown', 'checkboxes']).toContain(type);
        expect(id).toMatch(/^[\w-]+$/);
        expect(attributes.label).toEqual(expect.any(String));
      }
    }
  });
});

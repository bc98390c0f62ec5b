// The files in deploy: what they name exists.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { createProgram } from '#src/cli/program.js';
import { Metrics } from '#src/server/app/metrics.js';
import { createQueues } from '#src/server/middleware/queues.js';
import { fakeStats } from '../server/fake-library.js';

const read = (path: string) => readFileSync(new URL(`../../deploy/${path}`, import.meta.url), 'utf8');

/** Lines of arguments, each of a command of photoseek. */
function checkCommand([name, ...args]: readonly string[]): void {
  const command = createProgram().commands.find((each) => each.name() === name);
  expect(command, name).toBeDefined();
  const known = new Set(command?.options.map(({ long }) => long));
  for (const arg of args) if (arg.startsWith('--')) expect(known, arg).toContain(arg.split('=')[0]);
}

describe('the dashboard', () => {
  it('asks for metrics and labels that servers have', async () => {
    const metrics = new Metrics();
    metrics.observeStage('search', 1);
    metrics.observeRequest('search', 200, 0.1);
    metrics.watch({
      queues: createQueues({}),
      stats: async () => fakeStats,
      replica: () => ({ state: 'used', lagSeconds: 0, reason: null }),
    });
    const printed = await metrics.print();
    const names = new Set([...printed.matchAll(/^(photoseek_\w+)/gm)].map(([, found]) => found));
    const labels = new Set([...printed.matchAll(/(\w+)="/g)].map(([, found]) => found));
    const { panels, templating } = JSON.parse(read('grafana/photoseek.json'));
    const asked: string[] = panels.flatMap(({ targets }: { targets: { expr: string }[] }) =>
      targets.map(({ expr }) => expr),
    );
    asked.push(...templating.list.map(({ query }: { query: string | { query: string } }) => JSON.stringify(query)));
    const used = asked.flatMap((expr) => [...expr.matchAll(/photoseek_\w+/g)].map(([found]) => found));
    expect(new Set(used).size).toBeGreaterThan(5);
    for (const metric of used) expect(names, metric).toContain(metric);
    // Those that Prometheus adds itself.
    const own = new Set([...labels, 'job', 'instance']);
    for (const [, list] of asked.join('\n').matchAll(/by \(([\w, ]+)\)/g))
      for (const label of list?.split(', ') ?? []) expect(own, label).toContain(label);
  });
});

describe('the compose file', () => {
  const { services, volumes } = parse(read('compose.yaml'), { merge: true });

  it('starts commands with options that they have', () => {
    const commands = Object.values<{ build?: string; command: string[] }>(services).filter(({ build }) => build);
    expect(commands).toHaveLength(4);
    for (const { command } of commands) checkCommand(command);
  });

  it('mounts volumes that it declares, and writes into no photos', () => {
    for (const { volumes: mounts = [] } of Object.values<{ volumes?: string[] }>(services))
      for (const mount of mounts) {
        const [source = ''] = mount.split(/:(?=\/)/);
        if (/^[\w-]+$/.test(source)) expect(Object.keys(volumes)).toContain(source);
        if (mount.includes('PHOTOS')) expect(mount).toMatch(/:\/photos:ro$/);
      }
  });
});

describe('the manifests for Kubernetes', () => {
  const files = readdirSync(new URL('../../deploy/kubernetes/', import.meta.url));
  const all = files.flatMap((file) =>
    parseAllDocuments(read(`kubernetes/${file}`)).map((document) => document.toJSON()),
  );

  it('start commands with options that they have', () => {
    const containers = all.flatMap(({ spec }) => spec?.template?.spec.containers ?? []);
    const [server] = containers.filter(({ args }) => args[0] === 'serve');
    checkCommand(server.args);
    const [indexer] = containers.filter(({ command }) => command?.[0] === '/bin/sh');
    checkCommand((/exec photoseek (.*)/.exec(indexer.args[0])?.[1] ?? '').split(' '));
    expect(indexer.args[0]).toContain('--share-keys');
  });

  it('select what they make, and mount what they have', () => {
    for (const { kind, spec } of all) {
      if (kind === 'Service') {
        const chosen = all.filter(({ spec: other }) => matches(other?.template?.metadata.labels, spec.selector));
        expect(chosen).toHaveLength(1);
      }
      if (spec?.template === undefined) continue;
      expect(matches(spec.template.metadata.labels, spec.selector.matchLabels)).toBe(true);
      const made = [
        ...(spec.template.spec.volumes ?? []),
        ...(spec.volumeClaimTemplates ?? []).map(({ metadata }: { metadata: object }) => metadata),
      ];
      const names = made.map(({ name }: { name: string }) => name);
      for (const { volumeMounts } of spec.template.spec.containers)
        for (const { name } of volumeMounts) expect(names).toContain(name);
      for (const { persistentVolumeClaim: claim } of made)
        if (claim)
          expect(
            all.filter(({ kind: k, metadata }) => k === 'PersistentVolumeClaim' && metadata.name === claim.claimName),
          ).toHaveLength(1);
    }
  });
});

function matches(labels: Record<string, string> = {}, selector: Record<string, string>): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

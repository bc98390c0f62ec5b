/** What the files in deploy start: each process with its command line and its environment, as Compose and Kubernetes read them. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse, parseAllDocuments } from 'yaml';

/** A process. */
export interface Started {
  /** Arguments of photoseek; absent: a shell starts it. */
  command?: string[];
  /** A script of `/bin/sh`. */
  shell?: string;
  environment: Record<string, string>;
}

export interface Setup {
  database: {
    /** Lines of postgresql.conf. */
    settings: string[];
    environment: Record<string, string>;
    /** The command that says whether it is ready. */
    check: string[];
  };
  /** One a machine. */
  indexers: Started[];
  servers: Started[];
  /** Paths that servers are asked for, to know how they are. */
  probes: string[];
  /** Names and addresses that servers are asked by. */
  hosts: string[];
  /** They are killed when they have not ended so long after SIGTERM. */
  graceSeconds: number;
}

interface Service {
  build?: string;
  command: string[];
  environment: Record<string, string | null>;
  healthcheck: { test: string[] };
  stop_grace_period: string;
}

/** `${NAME:-default}` and `${NAME:?why it is needed}`. */
function interpolate(text: string, variables: Record<string, string>): string {
  return text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, name, sign, rest) => {
    const value = variables[name] || undefined;
    if (value === undefined && sign === '?') throw new Error(`${name} is missing: ${rest}`);
    return value ?? (sign === '-' ? rest : '');
  });
}

/** @param variables of deploy/.env */
export function readComposeFile(folder: URL, variables: Record<string, string>): Setup {
  const text = readFileSync(new URL('compose.yaml', folder), 'utf8');
  const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };
  const fill = (value: string) => interpolate(value, variables);
  const start = ({ command, environment }: Service): Started => ({
    command: command.map(fill),
    // A name without a value is passed on where it is set.
    environment: Object.fromEntries(
      Object.entries(environment).flatMap(([name, value]) => (value === null ? [] : [[name, fill(value)]])),
    ),
  });
  // It has the check of its containers.
  const image = readFileSync(new URL('../Dockerfile', folder), 'utf8');
  const own = Object.values(services).filter(({ build }) => build !== undefined);
  const { command, environment, healthcheck } = services['postgres'] as Service;
  return {
    database: {
      settings: readSettings(command),
      environment: start({ ...(services['postgres'] as Service), environment }).environment,
      check: healthcheck.test.slice(1),
    },
    indexers: own.filter(({ command: [name] }) => name === 'index').map(start),
    servers: own.filter(({ command: [name] }) => name === 'serve').map(start),
    probes: [...image.matchAll(/127\.0\.0\.1:7878(\/\w+)/g)].map(([, path]) => path as string),
    hosts: ['127.0.0.1:7881', 'localhost:7882'],
    graceSeconds: Math.min(...own.map(({ stop_grace_period }) => Number.parseInt(stop_grace_period, 10))),
  };
}

interface Container {
  command?: string[];
  args: string[];
  env: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }[];
  [probe: `${string}Probe`]: { httpGet?: { path: string }; exec?: { command: string[] } };
}

interface Manifest {
  kind: string;
  metadata: { name: string };
  spec: {
    replicas: number;
    template: { spec: { terminationGracePeriodSeconds?: number; containers: [Container] } };
  };
}

/** @param secrets of the secret `photoseek-database` */
export function readManifests(folder: URL, secrets: Record<string, string>): Setup {
  const files = new URL('kubernetes/', folder);
  const all = readdirSync(files).flatMap((file) =>
    parseAllDocuments(readFileSync(new URL(file, files), 'utf8')).map((document) => document.toJSON() as Manifest),
  );
  const find = (kind: string, name: string) => {
    const found = all.find((each) => each.kind === kind && each.metadata.name === name);
    if (found === undefined) throw new Error(`There is no ${kind} ${name}.`);
    const [container] = found.spec.template.spec.containers;
    return { ...found.spec, container, grace: found.spec.template.spec.terminationGracePeriodSeconds };
  };
  const environmentOf = ({ env }: Container) =>
    Object.fromEntries(env.map(({ name, value, valueFrom }) => [name, value ?? readSecret(valueFrom, secrets)]));
  const [database, indexer, server] = [
    find('StatefulSet', 'postgres'),
    find('StatefulSet', 'photoseek-indexer'),
    find('Deployment', 'photoseek'),
  ];
  const probes = Object.entries(server.container).flatMap(([name, probe]) =>
    name.endsWith('Probe') ? [(probe as { httpGet: { path: string } }).httpGet.path] : [],
  );
  return {
    database: {
      settings: readSettings(database.container.args),
      environment: environmentOf(database.container),
      check: database.container.readinessProbe?.exec?.command ?? [],
    },
    indexers: Array.from({ length: indexer.replicas }, (_, i) => ({
      shell: indexer.container.args[0] as string,
      environment: { ...environmentOf(indexer.container), HOSTNAME: `photoseek-indexer-${i}` },
    })),
    servers: Array.from({ length: server.replicas }, () => ({
      command: server.container.args,
      environment: environmentOf(server.container),
    })),
    probes: [...new Set(probes)],
    // Probes ask by the address of the pod, clients by the name that is allowed.
    hosts: ['10.1.2.3:7878', 'photos.example.org'],
    graceSeconds: Math.min(indexer.grace ?? 30, server.grace ?? 30),
  };
}

function readSecret(
  source: { secretKeyRef: { name: string; key: string } } | undefined,
  secrets: Record<string, string>,
): string {
  const { name, key } = source?.secretKeyRef ?? { name: '', key: '' };
  const value = secrets[key];
  if (name !== 'photoseek-database' || value === undefined) throw new Error(`There is no secret ${name} with ${key}.`);
  return value;
}

/** `postgres -c NAME=VALUE …` */
function readSettings(command: readonly string[]): string[] {
  return command.flatMap((each, i) => (command[i - 1] === '-c' ? [each.replace(/=(.*)/, " = '$1'")] : []));
}

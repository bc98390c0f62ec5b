import { throwIfAborted } from '../../errors.js';
import type { SpaceRow } from '../../model/space.js';
import { isDamage } from '../../store/database/library-error.js';
import { checkGraph } from '../../vectors/check-graph.js';
import type { LibraryCore } from '../core.js';
import { checkOriginals } from '../items/check-originals.js';
import { toVectorSource } from '../spaces/vector-source.js';
import type { Finding, VerifyOptions } from '../types/descriptions.js';
import { checkFiles } from './check-files.js';

/** The graph finds at least this part of the nearest ten, and of the vectors when asked for each. */
const ENOUGH_RECALL = 0.95;

/** Checks catalogue, vectors, graph, words and files against each other, one after the other; see `Library.verify`. */
export async function verifyLibrary(core: LibraryCore, options: VerifyOptions): Promise<Finding[]> {
  const { signal } = options;
  const findings: Finding[] = [];
  const checks: [name: string, check: () => Promise<Finding[]> | Finding[]][] = [
    ['catalogue-integrity', () => checkIntegrity(core)],
    ['catalogue-references', () => checkReferences(core)],
    ...core.catalogue.spaces.list().flatMap((model): typeof checks => [
      ['vectors', () => checkVectors(core, model, signal)],
      ['graph', () => checkGraphOf(core, model, signal)],
    ]),
    ['full-text', () => checkTexts(core)],
    ['filters', () => checkFilters(core)],
    ...((options.files ?? true)
      ? ([
          ['files', () => checkFiles(core, options)],
          ['managed-originals', () => checkOriginals(core)],
        ] as typeof checks)
      : []),
  ];
  for (const [name, check] of checks) {
    throwIfAborted(signal);
    try {
      findings.push(...(await check()));
    } catch (error) {
      // A damaged page stops what reads it; the others go on.
      if (!isDamage(error)) throw error;
      const message = `It could not be finished: ${(error as Error).message}.`;
      findings.push({ check: name, state: 'lost', message, examined: 0, wrong: 1 });
    }
  }
  return findings;
}

async function checkIntegrity({ catalogue }: LibraryCore): Promise<Finding[]> {
  const errors = await catalogue.checks.findIntegrityErrors();
  // An index can be built again from its table.
  const isDerived = errors.every((error) => /missing from index|wrong # of entries in index/.test(error));
  return [
    {
      check: 'catalogue-integrity',
      state: errors.length === 0 ? 'ok' : isDerived ? 'derived' : 'lost',
      message: errors.length === 0 ? 'Every page of the catalogue is in order.' : errors.slice(0, 3).join('; '),
      examined: 1,
      wrong: Math.min(1, errors.length),
    },
  ];
}

function checkReferences({ catalogue }: LibraryCore): Finding[] {
  const dangling = catalogue.checks.findDanglingRows();
  const { contents, frameless, regionless, vectorless } = catalogue.checks.countLooseRows();
  const danglingCount = [...dangling.values()].reduce((sum, ids) => sum + ids.length, 0);
  const wrong = danglingCount + contents + frameless + regionless + vectorless;
  // A file whose content, frame or vector is gone has to be read again; the rest is derived.
  const isLost = dangling.has('file') || frameless + vectorless > 0;
  return [
    {
      check: 'catalogue-references',
      state: wrong === 0 ? 'ok' : isLost ? 'lost' : 'derived',
      message:
        wrong === 0
          ? 'Every row refers to one that exists, and every stage that is done has its result.'
          : `${danglingCount} rows refer to missing ones; ${contents} photos have no file, ${frameless} no frame, ${vectorless} no vector; ${regionless} frames have no region.`,
      examined: catalogue.counts.files() + catalogue.counts.photos(),
      wrong,
    },
  ];
}

async function checkVectors({ catalogue }: LibraryCore, model: SpaceRow, signal?: AbortSignal): Promise<Finding[]> {
  const { examined, bad } = await catalogue.checks.findBadVectors(model, () => throwIfAborted(signal));
  return [
    {
      check: 'vectors',
      state: bad.length === 0 ? 'ok' : 'lost',
      message:
        bad.length === 0
          ? `Every vector of ${model.name} has ${model.dim} finite numbers and length 1.`
          : `${bad.length} vectors of ${model.name} are damaged; photoseek repair removes them, and the next index run encodes their photos again.`,
      examined,
      wrong: bad.length,
    },
  ];
}

async function checkGraphOf(core: LibraryCore, model: SpaceRow, signal?: AbortSignal): Promise<Finding[]> {
  const server = core.vectorServer;
  const source = toVectorSource(core.catalogue, model);
  const check = await checkGraph(source, core.indexPathOf(model), { server, signal });
  const { unusable, isNeeded, examined, disagreeing, unreachable, sampled, recall, queries } = check;
  const { about, problems, newer } = check;
  if (unusable !== undefined) {
    const again = server === undefined ? 'Searching builds it again.' : 'Searching sends them again where it can.';
    const what = server === undefined ? 'graph' : 'vectors on the server';
    const message = isNeeded
      ? `The ${what} of ${model.name} cannot be used: ${unusable} ${again}`
      : `${model.name} has too few vectors to need a graph.`;
    return [{ check: 'graph', state: isNeeded ? 'derived' : 'ok', message, examined: 0, wrong: isNeeded ? 1 : 0 }];
  }
  const place = about === undefined ? `The graph of ${model.name}` : `The server (${about})`;
  const sentences = [
    disagreeing === 0
      ? `${place} holds what the catalogue holds${about === undefined ? '' : ` of ${model.name}`}.`
      : `${place} and the catalogue disagree on ${disagreeing} vectors${about === undefined ? '' : ` of ${model.name}`}.`,
    ...problems,
    ...(about !== undefined && newer > 0 ? [`${newer} newer ones are sent by the next search or index run.`] : []),
  ];
  const wrong = disagreeing + problems.length;
  const reached = sampled === 0 ? 1 : 1 - unreachable / sampled;
  return [
    {
      check: 'graph',
      state: wrong === 0 ? 'ok' : 'derived',
      message: sentences.join(' '),
      examined,
      wrong,
    },
    {
      check: 'graph-reachability',
      state: reached >= ENOUGH_RECALL ? 'ok' : 'derived',
      message: `${sampled - unreachable} of ${sampled} vectors are found by a search for them.`,
      examined: sampled,
      wrong: unreachable,
    },
    {
      check: 'graph-recall',
      state: recall >= ENOUGH_RECALL ? 'ok' : 'derived',
      message: `The graph finds ${(100 * recall).toFixed(1)} % of the nearest ten that comparing with all finds.`,
      examined: queries,
      wrong: recall >= ENOUGH_RECALL ? 0 : Math.ceil(queries * (1 - recall)),
    },
  ];
}

function checkTexts({ catalogue }: LibraryCore): Finding[] {
  const { files, missing, orphans } = catalogue.checks.compareTexts();
  const wrong = missing + orphans;
  return [
    {
      check: 'full-text',
      state: wrong === 0 ? 'ok' : 'derived',
      message:
        wrong === 0
          ? 'The full-text index holds the texts of the files and their pages.'
          : `The full-text index lacks ${missing} files or pages and holds ${orphans} entries of such that are gone.`,
      examined: files,
      wrong,
    },
  ];
}

function checkFilters({ catalogue }: LibraryCore): Finding[] {
  const { examined, wrong } = catalogue.checks.compareFilters();
  return [
    {
      check: 'filters',
      state: wrong === 0 ? 'ok' : 'derived',
      message: wrong === 0 ? 'The filter rows agree with the files.' : `The filter rows are wrong for ${wrong} files.`,
      examined,
      wrong,
    },
  ];
}

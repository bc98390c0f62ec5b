import { existsSync, readFileSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PhotoseekError } from '../../../errors.js';
import { makeFolder } from '../../../runtime/make-folder.js';
import { assertFamily } from '../families.js';
import { JsonFields } from '../json-fields.js';
import { type Manifest, readManifest, writeManifest } from '../manifest.js';
import { MODEL_FILES, TOWERS_FILE } from '../model-files.js';
import { checkReference } from '../reference/check-reference.js';
import type { HubModel } from '../registry/parse-model-name.js';
import { writeWhole } from '../write-whole.js';
import { downloadFile } from './download-file.js';
import { HubClient, type HubOptions } from './hub-client.js';
import { listRepository } from './list-repository.js';
import { checkOnnx } from './onnx-check.js';
import { type PlannedFile, planFiles, type Source, TEXT_FOLDER } from './plan-files.js';

/** Progress of one file of a model that is being downloaded. */
export interface DownloadProgress {
  file: string;
  loadedBytes: number;
  /** 0 when the hub does not state the size. */
  totalBytes: number;
}

/**
 * Downloads a model into a folder. Files that are there already stay; one that was cut off is continued. All files are of the commit that the
 * first one was of, also when the download is continued later.
 * @throws PhotoseekError `model-download-failed`, `model-invalid`
 */
export async function downloadModel(
  model: HubModel,
  folder: string,
  options: HubOptions,
  onProgress: (progress: DownloadProgress) => void = () => {},
): Promise<void> {
  const client = new HubClient(options);
  try {
    makeFolder(folder);
    const manifest = readManifest(folder) ?? { commits: {} };
    const find = async (repository: string, revision: string): Promise<Source> => {
      const pinned = manifest.commits[repository] ?? revision;
      return { repository, revision: pinned, listing: await listRepository(client, repository, pinned) };
    };
    const main = await find(model.repository, model.revision);
    const { text } = model.row ?? {};
    const other = text === undefined ? undefined : await find(text.repository, text.revision);
    for (const { repository, listing } of [main, ...(other === undefined ? [] : [other])])
      if (listing !== undefined) manifest.commits[repository] = listing.commit;
    const { family, dim } = model.row ?? {};
    Object.assign(manifest, family && { family }, dim && { dim });
    await writeManifest(folder, manifest);
    const plan = planFiles(model, main, other);
    const fetchAll = async (files: readonly PlannedFile[]) => {
      for (const file of files) {
        await fetchFile(client, folder, file, file.repository === main.repository ? main : (other ?? main), onProgress);
        if (file.target === MODEL_FILES.config && family === undefined) checkConfig(model.repository, folder);
      }
    };
    const isDescription = ({ target }: PlannedFile) => target.endsWith('.json');
    await fetchAll(plan.filter(isDescription));
    await completeFolder(folder, model);
    // Before the weights: a folder without them is not taken for a model, whenever this ends.
    if (manifest.checkedWith === undefined) await compareWithReference(model.repository, folder, manifest);
    await fetchAll(plan.filter((file) => !isDescription(file)));
  } catch (cause) {
    if (cause instanceof PhotoseekError) throw cause;
    throw client.fail(`${(cause as Error).message}.`, 'Check the folder of the cache and the space left.');
  } finally {
    await client.close();
  }
}

async function fetchFile(
  client: HubClient,
  folder: string,
  { repository, revision, source, target }: PlannedFile,
  { listing }: Source,
  onProgress: (progress: DownloadProgress) => void,
): Promise<void> {
  const path = join(folder, target);
  const remote = listing?.files.get(source);
  // A file has its name only once it is whole.
  if (existsSync(path) && (remote === undefined || (await stat(path)).size === remote.sizeBytes)) return;
  const encoded = source.split('/').map(encodeURIComponent).join('/');
  await downloadFile(client, {
    address: `${repository}/resolve/${encodeURIComponent(revision)}/${encoded}`,
    path,
    remote,
    validate: async (part) => {
      if (target.endsWith('.onnx')) await checkOnnx(part);
      else if (target.endsWith('.json')) JSON.parse(await readFile(part, 'utf8'));
    },
    onProgress: (loadedBytes, totalBytes) => onProgress({ file: target, loadedBytes, totalBytes }),
  });
}

/** Refuses a model of an unknown kind before its weights are downloaded. */
function checkConfig(id: string, folder: string): void {
  const path = join(folder, MODEL_FILES.config);
  assertFamily(JsonFields.parse(path, readFileSync(path, 'utf8')), id);
}

/** Notes in the manifest how the comparison went. A model that is read differently is removed. */
async function compareWithReference(model: string, folder: string, manifest: Manifest): Promise<void> {
  const outcome = await checkReference({ folder, model }).catch(async (cause: PhotoseekError) => {
    if (cause.code === 'model-invalid') await rm(folder, { recursive: true, force: true });
    throw cause;
  });
  const { uncheckedBecause: _, ...rest } = manifest;
  const noted = 'skipped' in outcome ? { uncheckedBecause: outcome.skipped } : outcome;
  await writeManifest(folder, { ...rest, ...noted });
}

/** Writes the files of a model folder that its repository lacks. */
async function completeFolder(folder: string, { row }: HubModel): Promise<void> {
  const write = async (file: string, content: unknown) => {
    const path = join(folder, file);
    if (!existsSync(path)) await writeWhole(path, JSON.stringify(content));
  };
  if (row?.text !== undefined) {
    const languages = row.languages.length === 0 ? {} : { languages: row.languages };
    await write(TOWERS_FILE, { text: [{ name: 'text', folder: TEXT_FOLDER, ...languages }] });
  } else await write(MODEL_FILES.tokenizerConfig, {});
}

import { resolve } from 'node:path';
import envPaths from 'env-paths';

const folders = envPaths('photoseek', { suffix: '' });

/** The default library folder: `PHOTOSEEK_LIBRARY`, or the platform's per-user data folder. */
export function defaultLibraryFolder(): string {
  const named = process.env['PHOTOSEEK_LIBRARY'];
  return named ? resolve(named) : folders.data;
}

/** The default cache of downloaded models: per user and outside the package, where the next install would delete them. */
export function defaultModelCache(): string {
  return `${folders.cache}/models`;
}

/** The model hub, with a trailing slash: `HF_ENDPOINT` as other tools read it, or the public one. */
export function defaultHub(): string {
  const named = process.env['HF_ENDPOINT'];
  return named ? `${named.replace(/\/+$/, '')}/` : 'https://huggingface.co/';
}

/** The token for the hub, as other tools read it: `HF_TOKEN`. */
export function hubToken(): string | undefined {
  return process.env['HF_TOKEN'] || undefined;
}

/** Whether the environment forbids downloads from the hub, as other tools read it: `HF_HUB_OFFLINE`. */
export function isOffline(): boolean {
  return /^(1|true|yes|on)$/i.test(process.env['HF_HUB_OFFLINE'] ?? '');
}

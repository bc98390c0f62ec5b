import { openLibrary } from '../../library/open-library.js';
import type { ApiKey, KeyRing, KeyScope } from '../../library/types/key-ring.js';
import { toIsoMinute } from '../../runtime/iso-date.js';
import { type CommonOptions, toOpenOptions } from '../options.js';
import { coloursFor } from '../output/colours.js';
import { drawQrCode, makeKeyLink, readPageAddress } from '../output/key-link.js';
import { printable } from '../output/printable.js';

/** Options of `photoseek keys create`. */
interface KeysCreateOptions extends CommonOptions {
  scope: KeyScope[];
  folder?: string;
  /** Print a link that signs in, and its QR code. */
  qr?: boolean;
  /** Of the page that the link opens. */
  url?: string;
}

/** `photoseek keys create NAME`: the secret, or the link with it, is the only thing on stdout, so that it can be piped. */
export async function runKeysCreateCommand(name: string, options: KeysCreateOptions): Promise<void> {
  const { qr = false, url } = options;
  const address = qr || url !== undefined ? readPageAddress(url) : undefined;
  await withKeys(options, true, async (keys) => {
    const { key, secret } = await keys.create({
      name,
      scopes: options.scope,
      ...(options.folder === undefined ? {} : { folder: options.folder }),
    });
    const link = address && makeKeyLink(address, secret);
    if (options.json) process.stdout.write(`${JSON.stringify({ key, secret, ...(link && { link }) })}\n`);
    else process.stdout.write(`${link ?? secret}\n${qr && link ? await drawQrCode(link) : ''}`);
    if (!options.quiet && !options.json) {
      process.stderr.write(
        `Key ${key.id} (${describeRights(key)}). It is shown only once; store it like a password.\n`,
      );
      if (link !== undefined)
        process.stderr.write(`The link opens where a server listens: photoseek serve --host 0.0.0.0\n`);
      process.stderr.write('From now on the server requires a key from every client, on this machine too.\n');
    }
  });
}

/** `photoseek keys list` */
export async function runKeysListCommand(options: CommonOptions): Promise<void> {
  await withKeys(options, false, async (keys) => {
    const all = await keys.list();
    if (options.json) process.stdout.write(`${JSON.stringify(all)}\n`);
    else for (const key of all) process.stdout.write(`${formatKey(key)}\n`);
    if (all.length === 0 && !options.quiet && !options.json) process.stderr.write('There are no keys.\n');
  });
}

/** `photoseek keys revoke ID` */
export async function runKeysRevokeCommand(id: number, options: CommonOptions): Promise<void> {
  await withKeys(options, false, async (keys) => {
    await keys.revoke(id);
    const left = (await keys.list()).filter((key) => key.revokedAtMs === null).length;
    if (options.json) process.stdout.write(`${JSON.stringify({ revoked: id, left })}\n`);
    else if (!options.quiet) process.stdout.write(`Key ${id} is revoked.\n`);
    if (left === 0 && !options.quiet) {
      process.stderr.write('No active key is left: on this machine the server requires none.\n');
    }
  });
}

async function withKeys(
  options: CommonOptions,
  create: boolean,
  work: (keys: KeyRing) => Promise<void>,
): Promise<void> {
  const library = await openLibrary(toOpenOptions(options, { create, oneShot: true }));
  try {
    await work(library.keys);
  } finally {
    await library.close();
  }
}

function describeRights({ scopes, folder }: ApiKey): string {
  return folder === null ? scopes.join(', ') : `${scopes.join(', ')}, below ${printable(folder)}`;
}

function formatKey(key: ApiKey): string {
  const { bold, dim } = coloursFor(process.stdout);
  const { id, name, revokedAtMs, lastUsedAtMs } = key;
  const used = lastUsedAtMs === null ? 'never used' : `used ${toIsoMinute(lastUsedAtMs)}`;
  const state = revokedAtMs === null ? used : dim(`revoked ${toIsoMinute(revokedAtMs)}`);
  return `${String(id).padStart(3)}  ${bold(printable(name))}  ${describeRights(key)}  ${state}`;
}

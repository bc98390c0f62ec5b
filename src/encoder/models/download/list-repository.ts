import { z } from 'zod';
import type { HubClient } from './hub-client.js';

/** A file of a repository. */
export interface RemoteFile {
  sizeBytes: number;
  checksum: Checksum;
}

/** SHA-256 of a file in large file storage, SHA-1 of the git object of any other. */
export interface Checksum {
  kind: 'sha256' | 'git';
  /** Hexadecimal. */
  value: string;
}

/** A commit of a repository and its files, by path. */
export interface Repository {
  commit: string;
  files: ReadonlyMap<string, RemoteFile>;
}

const Listing = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.int().min(0),
      blobId: z.string(),
      lfs: z.object({ sha256: z.string() }).nullish(),
    }),
  ),
});

/**
 * Lists a commit with the sizes and checksums of its files.
 * @param revision branch or commit
 * @returns `undefined` where the hub delivers files but has no such listing, as some mirrors do
 */
export async function listRepository(client: HubClient, id: string, revision: string): Promise<Repository | undefined> {
  const path = `api/models/${id}/revision/${encodeURIComponent(revision)}?blobs=true`;
  return client.persist(async () => {
    const answer = await client.get(path);
    // The hub names what it does not have; a mirror without the interface does not.
    if (answer.status === 404 && !answer.headers.has('x-error-code')) {
      await answer.body.dump();
      return undefined;
    }
    const { body } = await client.expect(answer, [200], path);
    const listing = Listing.safeParse(await body.json().catch(() => undefined));
    if (!listing.success) return undefined;
    const { sha, siblings } = listing.data;
    const files = siblings.map(({ rfilename, size, blobId, lfs }): [string, RemoteFile] => [
      rfilename,
      {
        sizeBytes: size,
        checksum: lfs ? { kind: 'sha256', value: lfs.sha256 } : { kind: 'git', value: blobId },
      },
    ]);
    return { commit: sha, files: new Map(files) };
  });
}

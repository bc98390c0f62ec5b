import { toNamedTexts } from '../../indexer/pipeline/metadata-record.js';
import type { FileMetadata } from '../../metadata/file-metadata.js';

/** Metadata as a catalogue stores them: an older version may have left fields out. */
export type StoredMetadata = Partial<FileMetadata>;

/** @param metadata JSON; `null`: they were never read */
export function parseStored(metadata: string | null): StoredMetadata {
  return metadata === null ? {} : (JSON.parse(metadata) as StoredMetadata);
}

/** The texts of a file that are searched; where metadata are missing, its name is what is known. */
export function toStoredTexts(
  { path, externalId, isManaged }: { path: string; externalId: string | null; isManaged: boolean },
  stored: StoredMetadata,
) {
  const whole = {
    title: null,
    description: null,
    near: null,
    place: null,
    ...stored,
    keywords: stored.keywords ?? [],
    people: stored.people ?? [],
  };
  return toNamedTexts(path, whole as FileMetadata, isManaged ? (externalId ?? undefined) : undefined);
}

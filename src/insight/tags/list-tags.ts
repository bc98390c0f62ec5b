import type { SearchParts } from '../../search/search-parts.js';
import type { PhotoTag, TagCount } from '../../search/types.js';
import { updateTags } from './update-tags.js';

/** Every tag that a photo has, the most frequent first. See `PhotoReader.tags`. */
export async function listTags(parts: SearchParts): Promise<TagCount[]> {
  const { words } = await updateTags(parts);
  const groupOf = new Map(words.map(({ name, group }) => [name, group]));
  return parts.catalogue.tags
    .count(parts.model.id, parts.within)
    .map(({ name, count }) => ({ name, group: groupOf.get(name) ?? '', count }));
}

/** The tags of a photo, the surest first. See `PhotoReader.tagsOf`. */
export async function listTagsOf(parts: SearchParts, id: number): Promise<PhotoTag[]> {
  await updateTags(parts);
  return parts.catalogue.tags.ofPhoto(id, parts.model.id);
}

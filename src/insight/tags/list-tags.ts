import type { LibraryContext } from '../../search/context.js';
import type { PhotoTag, TagCount } from '../../search/types/facets.js';
import { updateTags } from './update-tags.js';

/** Every tag that a photo has, the most frequent first. See `PhotoReader.tags`. */
export async function listTags({ catalogue, spaces, scope }: LibraryContext): Promise<TagCount[]> {
  const space = spaces.default;
  const { terms } = await updateTags({ catalogue, space });
  const groupOf = new Map(terms.map(({ name, group }) => [name, group]));
  return catalogue.tags
    .count(space.row.id, scope)
    .map(({ name, count }) => ({ name, group: groupOf.get(name) ?? '', count }));
}

/** The tags of a photo, the surest first. See `PhotoReader.tagsOf`. */
export async function listTagsOf({ catalogue, spaces }: LibraryContext, id: number): Promise<PhotoTag[]> {
  const space = spaces.default;
  await updateTags({ catalogue, space });
  return catalogue.tags.ofPhoto(id, space.row.id);
}

import type { ReadScope } from '../../../../model/read-scope.js';
import type { PhotoTag, TagCount } from '../../../../search/types/facets.js';
import { compilePublishedScope } from '../conditions/compile-scope.js';
import type { PublishedRequest } from '../request.js';

/** Every tag that a photo has, the most frequent first. */
export async function listPublishedTags(
  request: PublishedRequest,
  spaceId: number,
  scope: ReadScope | undefined,
): Promise<TagCount[]> {
  const rows = await request.query<{ name: string; group: string; count: string }>((bind) => {
    const conditions = compilePublishedScope(scope, bind);
    const seen =
      conditions.length === 0
        ? ''
        : `AND EXISTS (SELECT 1 FROM photoseek.file AS photo WHERE photo.content_id = tag.content_id AND ${conditions.map((one) => `(${one})`).join(' AND ')})`;
    return `SELECT name, count(*) AS count, coalesce((SELECT min(term.grouping) FROM photoseek.tag_term AS term WHERE term.name = tag.name), '') AS "group"
      FROM photoseek.tag AS tag WHERE space_id = ${bind.number(spaceId)} ${seen} GROUP BY name ORDER BY count DESC, name COLLATE "C"`;
  });
  return rows.map(({ name, group, count }) => ({ name, group, count: Number(count) }));
}

/** The tags of a photo, the surest first. */
export async function listTagsOfPublished(request: PublishedRequest, spaceId: number, id: number): Promise<PhotoTag[]> {
  const rows = await request.query<{ name: string; score: number }>(
    (bind) => `SELECT name, score FROM photoseek.tag WHERE content_id = ${bind.number(id)}::bigint
      AND space_id = ${bind.number(spaceId)} ORDER BY score DESC, name COLLATE "C"`,
  );
  return rows.map(({ name, score }) => ({ name, score }));
}

import type { FieldInfo } from '../../../../model/fields.js';
import type { Item } from '../../../items/types.js';
import type { Asked } from '../asked.js';
import { compilePublishedScope, where } from '../conditions/compile-scope.js';

/** Fields of published files, by name. */
export async function listPublishedFields({ request, scope }: Asked): Promise<FieldInfo[]> {
  const rows = await request.query<{ name: string; type: FieldInfo['type']; files: string }>(
    (
      bind,
    ) => `SELECT name, type, count(DISTINCT file_id) AS files FROM photoseek.field_value JOIN photoseek.file AS photo ON photo.id = file_id
      ${where(compilePublishedScope(scope, bind))} GROUP BY name, type ORDER BY name COLLATE "C"`,
  );
  return rows.map(({ name, type, files }) => ({ name, type, files: Number(files) }));
}

/** Files with an external id, in the order of those. @param after of these, those that follow this id */
export async function listPublishedItems({ request, scope }: Asked, after: string, limit: number): Promise<Item[]> {
  const rows = await request.query<{ externalId: string; id: string; fields: string | null }>((bind) => {
    const conditions = [`external_id > ${bind.text(after)} COLLATE "C"`, ...compilePublishedScope(scope, bind)];
    return `SELECT external_id AS "externalId", content_id AS id, fields FROM photoseek.file AS photo ${where(conditions)}
      ORDER BY external_id, id LIMIT ${Number(limit)}`;
  });
  return rows.map(({ externalId, id, fields }) => ({
    externalId,
    id: Number(id),
    fields: fields === null ? {} : JSON.parse(fields),
  }));
}

import { PhotoseekError } from '../../errors.js';
import { type FieldKey, type FieldType, toFieldKey } from '../../model/fields.js';
import type { Condition, FieldRange } from '../../model/filter.js';
import type { FieldTable } from '../tables/field-table.js';
import type { Compiled, Parameter } from './compiled.js';

export type FieldCondition = Extract<Condition, { field: 'field' }>;

/** The comparison of each bound, in SQL. */
export const FIELD_BOUNDS = { min: '>=', max: '<=', above: '>', below: '<' } as const satisfies Record<
  keyof FieldRange,
  string
>;

/**
 * Conditions on fields that programs have set, all of which hold. Their sets of files are intersected before the rows of any photo are looked at:
 * each is a range of an index.
 * @throws PhotoseekError `bad-query`
 */
export function compileFields(conditions: readonly FieldCondition[], fields: Pick<FieldTable, 'find'>): Compiled {
  const sets = conditions.map((condition) => selectFiles(condition, fields));
  return {
    sql: `photo.file_id IN (${sets.map(({ sql }) => sql).join(' INTERSECT ')})`,
    parameters: sets.flatMap(({ parameters }) => parameters),
  };
}

/**
 * The files that fulfil a condition. A field that no file has is fulfilled by none.
 * @throws PhotoseekError `bad-query` for a value that the field's type does not have
 */
function selectFiles({ name, test: { values, range } }: FieldCondition, fields: Pick<FieldTable, 'find'>): Compiled {
  const field = fields.find(name);
  if (field === undefined) return { sql: 'SELECT NULL WHERE FALSE', parameters: [] };
  const clauses = ['field_id = ?'];
  const parameters: Parameter[] = [field.id];
  if (values !== undefined) {
    const keys = values.map((value) => toFieldKey(value, field.type) ?? refuseFieldValue(field, value));
    clauses.push(`key IN (${keys.map(() => '?').join(', ')})`);
    parameters.push(...(keys as FieldKey[]));
  }
  for (const [bound, operator] of Object.entries(FIELD_BOUNDS)) {
    const value = range?.[bound as keyof FieldRange];
    if (value === undefined) continue;
    if (field.type !== 'number') refuseFieldValue(field, value);
    clauses.push(`key ${operator} ?`);
    parameters.push(value);
  }
  return { sql: `SELECT file_id FROM field_value WHERE ${clauses.join(' AND ')}`, parameters };
}

/** @throws PhotoseekError `bad-query` */
export function refuseFieldValue({ name, type }: { name: string; type: FieldType }, value: unknown): never {
  throw new PhotoseekError('bad-query', `The field ${name} has values of type ${type}, got ${JSON.stringify(value)}.`, {
    hint:
      type === 'boolean'
        ? `Ask for true or false: field:${name}=true`
        : `For example: field:${name}=${type === 'number' ? '10..20' : 'text'}`,
    details: { field: name, type },
  });
}

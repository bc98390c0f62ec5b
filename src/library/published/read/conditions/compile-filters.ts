import { toComparisonKey, toLooseWords } from '../../../../model/comparison-key.js';
import { type FieldType, toFieldKey } from '../../../../model/fields.js';
import type { Condition, Filter, NumberRange } from '../../../../model/filter.js';
import { COLOURS, colourBit, LEAST_THING_SHARE, LOOKS } from '../../../../model/look.js';
import { translateTag } from '../../../../runtime/tag-names.js';
import { packShares } from '../../../../store/pack-look.js';
import { prepareWords } from '../../../../store/prepare-words.js';
import { FIELD_BOUNDS, refuseFieldValue } from '../../../../store/queries/compile-field.js';
import {
  compileNear,
  compileTaken,
  type FilterScope,
  NUMBER_COLUMNS,
} from '../../../../store/queries/compile-filters.js';
import { LEAST_DRAWING, LEAST_DUSK, LEAST_NIGHT } from '../../../../store/queries/compile-picture-kinds.js';
import { toWordQuery } from '../../words.js';
import type { Bindings } from './bindings.js';
import { compilePublishedScope, has, isBelow } from './compile-scope.js';
import { HAS_CLAUSES, HOUR, hasLook, IS_CLAUSES } from './picture-kinds.js';

/** A field that some published file has. */
export interface KnownField {
  name: string;
  type: FieldType;
}

/** Finds a field by its name, in any case. */
export type FindField = (name: string) => KnownField | undefined;

/**
 * Filters as a condition on rows of `photoseek.photo AS photo`, as `compileFilters` has them for the catalogue of a library: a photo matches when one
 * of its files fulfils all of them. Values are bound; the text has none.
 * @throws PhotoseekError `bad-query` for a value that a field's type does not have
 */
export function compilePublishedFilters(
  filters: readonly Filter[],
  { scope, spaceId }: FilterScope,
  bindings: Bindings,
  findField: FindField,
): string {
  const compiler = new Compiler(bindings, spaceId, findField);
  const clauses = filters.map((filter) =>
    [filter, ...(filter.or ?? [])].map((one) => `(${compiler.compile(one)})`).join(' OR '),
  );
  const all = [...clauses, ...compilePublishedScope(scope, bindings)];
  return all.length === 0 ? 'TRUE' : all.map((clause) => `(${clause})`).join(' AND ');
}

/** Columns of contents; all others are those of files. */
const OF_CONTENT = /\bphoto\.(kind|width|height|looks|format)\b/;

/** The rows that a condition on `photoseek.photo AS photo` is asked of: where it says nothing of contents, none are looked up for each file. */
export function fromPhotosThat(condition: string): string {
  return `FROM photoseek.${OF_CONTENT.test(condition) ? 'photo' : 'file'} AS photo WHERE ${condition}`;
}

/**
 * The colours of a region, as hexadecimal digits. Not by the name of the column: tables of version 3, which have none, are read until an indexing machine
 * brings them up to date.
 * @param region its name in the statement
 */
export const coloursOf = (region: string) => `to_jsonb(${region}) ->> 'colours'`;

class Compiler {
  readonly #bindings: Bindings;
  readonly #spaceId: number;
  readonly #findField: FindField;

  constructor(bindings: Bindings, spaceId: number, findField: FindField) {
    this.#bindings = bindings;
    this.#spaceId = spaceId;
    this.#findField = findField;
  }

  compile({ condition, negated }: Filter): string {
    const clause = this.#compile(condition);
    // An unknown value fulfils no condition, and so fulfils its negation.
    return negated ? `(${clause}) IS NOT TRUE` : clause;
  }

  #compile(condition: Condition): string {
    const bind = this.#bindings;
    switch (condition.field) {
      case 'taken':
        return bind.clause(compileTaken(condition));
      case 'near':
        return bind.clause(compileNear(condition));
      case 'in':
        return (condition.spellings ?? [condition.folder]).map((folder) => `(${isBelow(folder, bind)})`).join(' OR ');
      case 'folder':
        return `strpos(photo.folder_key, ${bind.text(toComparisonKey(`/${condition.name}/`))}) > 0`;
      case 'ext':
        return `photo.ext = lower(${bind.text(condition.value)})`;
      case 'camera':
      case 'lens': {
        const key = bind.text(toComparisonKey(condition.value));
        const column = `photo.${condition.field}_key`;
        return condition.exact ? `${column} = ${key}` : `strpos(${column}, ${key}) > 0`;
      }
      case 'country':
        return `photo.country = ${bind.text(condition.code)}`;
      case 'city':
        return `photo.city_key = ${bind.text(toComparisonKey(condition.value))}`;
      case 'keyword':
        return `photo.keyword_keys @> ARRAY[${bind.text(toComparisonKey(condition.value))}]`;
      case 'person':
        return this.#compilePerson(condition.value);
      case 'tag':
        return this.#compileTag(condition.value);
      case 'field':
        return this.#compileField(condition);
      case 'text':
        return this.#compileText(condition.value);
      case 'object':
        return this.#compileObject(condition);
      case 'faces':
        return this.#compileCount('part.is_face', condition.range);
      case 'color':
        return hasLook(colourBit(condition.value));
      case 'has':
        return HAS_CLAUSES[condition.value];
      case 'is':
        if (condition.value === 'drawing') return this.#compileDrawing();
        return condition.value === 'night' ? this.#compileNight() : IS_CLAUSES[condition.value];
      default:
        return this.#compileRange(NUMBER_COLUMNS[condition.field], condition.range);
    }
  }

  #compileRange(column: string, { min, max }: NumberRange): string {
    const bounds = [
      ...(min === null ? [] : [`${column} >= ${this.#bindings.number(min)}`]),
      ...(max === null ? [] : [`${column} <= ${this.#bindings.number(max)}`]),
    ];
    return bounds.length === 0 ? `${column} IS NOT NULL` : bounds.join(' AND ');
  }

  /** Words that stand side by side in one name. */
  #compilePerson(name: string): string {
    const words = this.#bindings.text(toLooseWords(name));
    return `EXISTS (SELECT 1 FROM unnest(photo.people_words) AS person (words) WHERE strpos(person.words, ${words}) > 0)
      OR ${has('face', `strpos(part.name_words, ${words}) > 0`)}`;
  }

  /** A vocabulary of one's own may be in any language; the names of the shipped tags are translated where there is no such tag. */
  #compileTag(value: string): string {
    const key = this.#bindings.text(toComparisonKey(value));
    const space = this.#bindings.number(this.#spaceId);
    const translated = this.#bindings.texts(translateTag(value).map(toComparisonKey));
    return has('tag', tagCondition(key, translated, space));
  }

  #compileField({ name, test: { values, range } }: Extract<Condition, { field: 'field' }>): string {
    const field = this.#findField(name);
    if (field === undefined) return 'FALSE';
    const bind = this.#bindings;
    const clauses = [`value.name_key = ${bind.text(name.toLowerCase())}`, `value.type = ${bind.text(field.type)}`];
    if (values !== undefined) {
      const keys = values.map((value) => toFieldKey(value, field.type) ?? refuseFieldValue(field, value));
      clauses.push(
        field.type === 'string'
          ? `value.string = ANY (${bind.texts(keys.map(String))})`
          : `value.number = ANY (${bind.add(keys)}::float8[])`,
      );
    }
    for (const [bound, operator] of Object.entries(FIELD_BOUNDS)) {
      const limit = range?.[bound as keyof typeof FIELD_BOUNDS];
      if (limit === undefined) continue;
      if (field.type !== 'number') refuseFieldValue(field, limit);
      clauses.push(`value.number ${operator} ${bind.number(limit)}`);
    }
    return `EXISTS (SELECT 1 FROM photoseek.field_value AS value WHERE value.file_id = photo.id AND ${clauses.join(' AND ')})`;
  }

  #compileText(value: string): string {
    const queries = value
      .split(/\s+/)
      .flatMap((text) => toWordQuery({ text: prepareWords(text), isPrefix: false })?.query ?? []);
    if (queries.length === 0) return 'FALSE';
    return has('frame_text', `part.words @@ ${this.#bindings.add(queries.join(' & '))}::tsquery`);
  }

  #compileObject({ value, range, colour }: Extract<Condition, { field: 'object' }>): string {
    const isOfClass = `part.kind = 'object' AND part.label = ${this.#bindings.text(value)}`;
    if (colour === undefined) return this.#compileCount(isOfClass, range);
    const digits = `substr(${coloursOf('part')}, ${2 * COLOURS.indexOf(colour) + 1}, 2) COLLATE "C"`;
    const least = this.#bindings.text(packShares([LEAST_THING_SHARE]).toString('hex'));
    return this.#compileCount(`${isOfClass} AND ${digits} >= ${least}`, range);
  }

  #compileCount(condition: string, { min, max }: NumberRange): string {
    const counted = (having: string) => has('region', `${condition} GROUP BY part.ordinal HAVING ${having}`);
    const most = this.#bindings.number(max ?? Number.MAX_SAFE_INTEGER);
    // None is few, too.
    if (min === null || min <= 0) return `NOT ${counted(`count(*) > ${most}`)}`;
    return counted(`count(*) BETWEEN ${this.#bindings.number(min)} AND ${most}`);
  }

  #isOfKind(kind: string, condition: string): string {
    return has(
      'picture_kind',
      `part.space_id = ${this.#bindings.number(this.#spaceId)} AND part.kind = '${kind}' AND ${condition}`,
    );
  }

  #compileDrawing(): string {
    return `photo.kind = 'image' AND photo.camera IS NULL AND ${this.#isOfKind('drawing', `part.score >= ${LEAST_DRAWING}`)}`;
  }

  #compileNight(): string {
    const isUnjudged = `NOT ${this.#isOfKind('night', 'TRUE')}`;
    const isLikely = (least: number) => this.#isOfKind('night', `part.score >= ${least}`);
    return `((coalesce(${hasLook(LOOKS.night)}, FALSE) AND ${isUnjudged} OR ${isLikely(LEAST_NIGHT)}) AND ${HOUR} NOT BETWEEN '08' AND '15')
      OR ((coalesce(${hasLook(LOOKS.dark)}, FALSE) AND ${isUnjudged} OR ${isLikely(LEAST_DUSK)}) AND (${HOUR} >= '21' OR ${HOUR} BETWEEN '00' AND '04'))`;
  }
}

/** A condition on rows of `photoseek.tag AS part`; the arguments are places of bound values. */
export function tagCondition(key: string, translated: string, space: string): string {
  return `part.space_id = ${space} AND (part.key = ${key} OR part.key = ANY (${translated})
    AND NOT EXISTS (SELECT 1 FROM photoseek.tag AS own WHERE own.space_id = ${space} AND own.key = ${key}))`;
}

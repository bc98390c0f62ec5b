import { checkExternalId, checkFields } from '../../model/fields.js';
import { checkOptions, PATH } from '../../runtime/check-arguments.js';
import { checkOneOf, IMAGE_SOURCES } from '../../search/check-query.js';
import { PUT_INPUT } from '../argument-shapes.js';
import type { FieldTarget, PutInput } from './types.js';

const HINT = 'Write put("sku-4711", { image: { path: "shoe.jpg" }, fields: { price: 19.9 } }).';

/** @throws PhotoseekError `bad-argument` */
export function checkPut(externalId: unknown, input: PutInput): void {
  checkExternalId(externalId);
  checkOptions('put()', input, PUT_INPUT, HINT);
  const { bytes, path, url } = IMAGE_SOURCES;
  if (input.image !== undefined) checkOneOf('image', input.image, { bytes, path, url }, HINT);
  if (input.fields !== undefined) checkFields(input.fields);
}

/** @throws PhotoseekError `bad-argument` */
export function checkFieldTarget(target: FieldTarget): void {
  const { id, externalId } = IMAGE_SOURCES;
  checkOneOf(
    'The photo of setFields()',
    target,
    { id, externalId, path: PATH },
    'Write setFields({ externalId: "sku-4711" }, { price: 19.9 }).',
  );
}

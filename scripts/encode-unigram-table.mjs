const MAGIC = 'PSUNI1\0\0';

/** The shape of tokenizer.json that the compact form stands for: everything else would be lost in it. */
function assertSupported({ model, normalizer, pre_tokenizer: spaces, post_processor: ends, added_tokens: added }) {
  const steps = normalizer.normalizers.map(({ type }) => type).join(' ');
  const isSupported =
    model.type === 'Unigram' &&
    !model.byte_fallback &&
    added.length === 0 &&
    steps === 'Precompiled Replace Strip' &&
    spaces.type === 'Metaspace' &&
    spaces.prepend_scheme === 'always' &&
    ends.type === 'TemplateProcessing' &&
    ends.single.length === 3;
  if (!isSupported) throw new Error('Only unigram models with the usual normalisation have a compact form.');
}

/** @returns the bytes of tokenizer.bin for a parsed tokenizer.json */
export function encodeUnigramTable(tokenizer) {
  assertSupported(tokenizer);
  const { model, post_processor: ends } = tokenizer;
  const idOf = (at) => ends.special_tokens[ends.single[at].SpecialToken.id].ids[0];
  const pieces = model.vocab
    .map(([piece, score], id) => ({ bytes: Buffer.from(piece), id, score: Math.round(score * 10_000) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes));
  const starts = new Uint32Array(pieces.length + 1);
  pieces.forEach(({ bytes }, i) => {
    starts[i + 1] = starts[i] + bytes.length;
  });
  const numbers = [
    Uint32Array.of(pieces.length, model.unk_id, idOf(0), idOf(2)),
    starts,
    Uint32Array.from(pieces, ({ id }) => id),
    Int32Array.from(pieces, ({ score }) => score),
  ];
  return Buffer.concat([
    Buffer.from(MAGIC, 'latin1'),
    ...numbers.map(({ buffer }) => Buffer.from(buffer)),
    ...pieces.map(({ bytes }) => bytes),
  ]);
}

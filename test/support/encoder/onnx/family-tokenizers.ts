/** Tiny tokenizers, with `tokenizer.json` and `tokenizer_config.json` of the forms that models of the families have. */

/** A tokenizer, and what the text tower of a model has to know about it. */
export interface TinyTokenizer {
  /** In the order of their ids. */
  pieces: readonly string[];
  /** The piece that fills shorter texts. */
  padding: string;
  /** The piece that begins every text. */
  first: string;
  /** The word that a piece is. */
  wordOf(piece: string): string;
  /** `tokenizer.json` */
  description: object;
  /** `tokenizer_config.json`, beside the limit of tokens. */
  config: object;
}

const SHORT_WORDS = ['search', 'query', ':', '_', 'a', 'photo'];

/** WordPiece as in BERT: words by spaces and punctuation, each Chinese character a word; capitals are other words, which it does not know. */
export function makeWordPiece(words: readonly string[]): TinyTokenizer {
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];
  const pieces = [...special, ...SHORT_WORDS, ...words];
  const vocab = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
  return {
    ...{ pieces, padding: '[PAD]', first: '[CLS]', wordOf: (piece) => piece },
    description: {
      ...describeFrame(special, vocab, ['[CLS]', '[SEP]']),
      normalizer: {
        ...{ type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true },
        ...{ strip_accents: false, lowercase: false },
      },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      model: {
        type: 'WordPiece',
        vocab,
        unk_token: '[UNK]',
        continuing_subword_prefix: '##',
        max_input_chars_per_word: 100,
      },
    },
    config: { pad_token: '[PAD]', added_tokens_decoder: { 0: { content: '[PAD]' } } },
  };
}

/** Where a word begins. */
const START = '▁';

/**
 * Unigram (SentencePiece) as in XLM-R: the pieces of a text are those with the highest sum of logarithms of probabilities. It knows the words as wholes,
 * parts of them that are less likely, and single letters, so that other words have several pieces.
 */
export function makeUnigram(words: readonly string[]): TinyTokenizer {
  const special = ['<s>', '<pad>', '</s>', '<unk>'];
  const letters = [...'abcdefghijklmnopqrstuvwxyz:'];
  const vocab: [piece: string, score: number][] = [
    ...special.map((piece): [string, number] => [piece, 0]),
    [START, -4],
    ...letters.map((letter, i): [string, number] => [letter, -8 - i / 16]),
    ...['ph', 'oto', 'gr', 'een', 'ue'].map((part, i): [string, number] => [part, -7 - i / 8]),
    ...['犬', '小'].map((character): [string, number] => [character, -9]),
    ...[...SHORT_WORDS.filter((word) => /[a-z]/.test(word)), ...words].map((word, i): [string, number] => [
      START + word,
      -5 - i / 4,
    ]),
  ];
  const ids = Object.fromEntries(vocab.map(([piece], id) => [piece, id]));
  return {
    pieces: vocab.map(([piece]) => piece),
    ...{ padding: '<pad>', first: '<s>', wordOf: (piece) => piece.replace(START, '') },
    description: {
      ...describeFrame(special, ids, ['<s>', '</s>']),
      normalizer: {
        type: 'Sequence',
        normalizers: [{ type: 'NFKC' }, { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' }],
      },
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [
          { type: 'WhitespaceSplit' },
          { type: 'Metaspace', replacement: START, prepend_scheme: 'always', add_prefix_space: true },
        ],
      },
      model: { type: 'Unigram', unk_id: ids['<unk>'], vocab },
    },
    config: {
      ...{ tokenizer_class: 'XLMRobertaTokenizer', pad_token: '<pad>', unk_token: '<unk>' },
      ...{ bos_token: '<s>', eos_token: '</s>', cls_token: '<s>', sep_token: '</s>' },
      added_tokens_decoder: { [String(ids['<pad>'])]: { content: '<pad>' } },
    },
  };
}

/** What all tokenizers state: special pieces, of which two enclose every text. */
function describeFrame(
  special: readonly string[],
  ids: Readonly<Record<string, number>>,
  [first, last]: readonly [string, string],
): object {
  const added = special.map((content) => ({
    ...{ id: ids[content], content, special: true },
    ...{ single_word: false, lstrip: false, rstrip: false, normalized: false },
  }));
  return {
    ...{ version: '1.0', truncation: null, padding: null, added_tokens: added, decoder: null },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: first, type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: last, type_id: 0 } },
      ],
      pair: [],
      special_tokens: Object.fromEntries(
        [first, last].map((token) => [token, { id: token, ids: [ids[token]], tokens: [token] }]),
      ),
    },
  };
}

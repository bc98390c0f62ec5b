/** The files of a model folder, named as in CLIP repositories on the hub. Those of texts may lie elsewhere: see `text-towers.ts`. */
export const MODEL_FILES = {
  config: 'config.json',
  preprocessor: 'preprocessor_config.json',
  tokenizer: 'tokenizer.json',
  tokenizerConfig: 'tokenizer_config.json',
  text: 'onnx/text_model.onnx',
  vision: 'onnx/vision_model.onnx',
} as const;

/** Lists the text towers of a model that has several. */
export const TOWERS_FILE = 'towers.json';

/** The compact form of a unigram tokenizer; stands in place of `tokenizer.json` and is read in a hundredth of the time. */
export const UNIGRAM_FILE = 'tokenizer.bin';

/**
 * Further nodes for the file of the image tower, which give it a second output: vectors of regions. It is written behind that file, without weights of
 * its own, so that the file of the tower stays as it is, and with it the model's fingerprint.
 */
export const REGIONS_FILE = 'onnx/vision_regions.pb';

/** The linear layer behind a text tower, in repositories of Sentence Transformers. */
export const PROJECTION_FILE = '2_Dense/model.safetensors';

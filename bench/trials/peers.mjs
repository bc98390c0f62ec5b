import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { EMBEDDED_MODEL } from '../../dist/encoder/models/embedded-model.js';
import { resolveModel } from '../../dist/encoder/models/resolve-model.js';
import { benchFolder, makePhotos } from '../support/corpus.mjs';
import { percentile, time } from '../support/numbers.mjs';
import { indexWithRclip, installRclip, RCLIP_VERSION } from '../support/peers/rclip.mjs';

const COMMAND = fileURLToPath(new URL('../../dist/photoseek.cjs', import.meta.url));
const ROUNDS = 3;
const CORPORA = [
  { label: 'small photos (224 × 224)', count: 1000, width: 224, height: 224, atLeast: 1.15 },
  { label: 'photos of 12 megapixels', count: 60, width: 4000, height: 3000, atLeast: 3.5 },
];
const run = promisify(execFile);

export const peers = {
  name: 'peers',
  about: `whole processes from start to end, both with the encoder of ${EMBEDDED_MODEL}; photoseek without reading text, with metadata, hashes and thumbnails; median of ${ROUNDS} rounds in turn`,
  async run({ isQuick }) {
    const rounds = isQuick ? 1 : ROUNDS;
    const model = await describeModel();
    const python = await installRclip().catch((error) => console.log(`  ${error.message}`));
    const rows = [];
    for (const { label, atLeast, ...corpus } of CORPORA) {
      const count = isQuick ? corpus.count / 10 : corpus.count;
      const folder = await makePhotos(count, corpus.width, corpus.height);
      const [own, other] = [[], []];
      for (let i = 0; i < rounds; i++) {
        own.push(count / (await time(() => indexWithPhotoseek(folder, count))));
        if (python === undefined) continue;
        other.push(
          count /
            (await time(async () => {
              const indexed = await indexWithRclip(python, folder, model);
              if (indexed !== count) throw new Error(`rclip indexed ${indexed} of ${count}`);
            })),
        );
      }
      rows.push({ what: `${count} ${label}: photoseek index --stages none`, value: percentile(own), unit: 'photos/s' });
      if (python === undefined) continue;
      rows.push(
        { what: `${count} ${label}: rclip ${RCLIP_VERSION}`, value: percentile(other), unit: 'photos/s' },
        {
          what: `${count} ${label}: photoseek over rclip, pairs`,
          value: percentile(own.map((rate, i) => rate / other[i])),
          unit: '×',
          bound: { atLeast },
        },
      );
    }
    return rows;
  },
};

async function describeModel() {
  const { files, image, normalization } = await resolveModel(EMBEDDED_MODEL, { cache: '', hub: '' });
  return { file: files.vision, output: 'image_embeds', size: image.size, ...normalization };
}

async function indexWithPhotoseek(folder, count) {
  const library = benchFolder('library-peers');
  rmSync(library, { recursive: true, force: true });
  const { stdout } = await run(
    process.execPath,
    [COMMAND, 'index', folder, '--library', library, '--stages', 'none', '--json'],
    {
      maxBuffer: 2 ** 28,
    },
  );
  const { report } = JSON.parse(stdout.trim().split('\n').at(-1));
  if (report.indexed !== count) throw new Error(`photoseek indexed ${report.indexed} of ${count}`);
}

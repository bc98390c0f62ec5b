import { makePhotos } from '../support/corpus.mjs';
import { sampleIndexRun } from '../support/index-run.mjs';

const COUNT = 1000;

/** Values of `--stages`. */
const RUNS = ['none', 'text', 'objects', 'text,objects'];

export const stages = {
  name: 'stages',
  about:
    'index runs over photos of 2 megapixels that look for nothing, text and things: photos a second, and resident memory of all processes',
  async run({ isQuick }) {
    const count = isQuick ? COUNT / 10 : COUNT;
    const photos = await makePhotos(count, 1920, 1080);
    const rows = [];
    let plain;
    for (const wanted of RUNS) {
      const options = ['--stages', wanted];
      const { report, samples } = await sampleIndexRun(photos, { name: 'library-stages', count, options });
      const seconds = report.tookMs / 1000;
      const megabytes = Math.max(...samples.map(({ resident }) => resident));
      plain ??= seconds;
      rows.push({ what: `${count} photos, --stages ${wanted}`, value: count / seconds, unit: 'photos/s' });
      rows.push({
        what: `${count} photos, --stages ${wanted}: time over that without`,
        value: seconds / plain,
        unit: '',
      });
      rows.push({ what: `${count} photos, --stages ${wanted}: memory, maximum`, value: megabytes, unit: 'MB' });
    }
    return rows;
  },
};

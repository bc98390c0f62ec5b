import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { benchFolder } from '../support/corpus.mjs';
import { CODECS, listEncodableCodecs, makeFilm, planScenes } from '../support/films.mjs';
import { sampleIndexRun } from '../support/index-run.mjs';

/** Minutes of each film, and how many times its playing time indexing must be, at least. Codecs without one-pass key frames are shorter. */
const FILMS = [
  { codec: 'h264', minutes: 60, atLeast: 200 },
  { codec: 'h264-phone', minutes: 20 },
  { codec: 'hevc', minutes: 20 },
  { codec: 'mpeg4', minutes: 20 },
  { codec: 'mpeg2', minutes: 20 },
  { codec: 'vp9', minutes: 20 },
  { codec: 'av1', minutes: 20 },
];

export const videos = {
  name: 'videos',
  about:
    'playing time over the time of `photoseek index` from start to end, films of 1080p; a short film is repeated without encoding it again',
  async run({ isQuick }) {
    const codecs = listEncodableCodecs();
    if (codecs.length === 0) {
      console.log('  skipped: needs ffmpeg');
      return [];
    }
    const rows = [];
    for (const { codec, minutes, atLeast } of FILMS.filter((film) => codecs.includes(film.codec))) {
      const folder = await makeLongFilm(codec, isQuick ? minutes / 10 : minutes);
      const { seconds, samples } = await indexFilm(folder);
      const speed = ((isQuick ? minutes / 10 : minutes) * 60) / seconds;
      rows.push({
        what: `${minutes} minutes of ${codec}: times the playing time`,
        value: speed,
        unit: '×',
        ...(atLeast && { bound: { atLeast } }),
      });
      if (atLeast) {
        const { samples: short } = await indexFilm(await makeLongFilm(codec, isQuick ? 1 : 10));
        rows.push(...describeMemory(samples, short));
      }
    }
    return rows;
  },
};

async function makeLongFilm(codec, minutes) {
  const folder = benchFolder(`film-${codec}-${minutes}-minutes`);
  if (existsSync(folder)) return folder;
  const { extension } = CODECS[codec];
  const short = join(benchFolder('film-parts'), `${codec}.${extension}`);
  const scenes = await makeFilm(short, planScenes('mixed', 5, 11), { codec, width: 1920, height: 1080 });
  mkdirSync(folder);
  const times = Math.ceil((minutes * 60_000) / scenes.at(-1).toMs);
  const repeat = ['-stream_loop', String(times), '-i', short, '-c', 'copy', '-t', String(minutes * 60)];
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', ...repeat, join(folder, `film.${extension}`)]);
  return folder;
}

/** The film of a folder. */
async function indexFilm(folder) {
  const { seconds, samples } = await sampleIndexRun(folder, { name: 'library-film', count: 1 });
  return { seconds, samples: samples.map(({ resident }) => resident) };
}

/** All processes summed, ffmpeg among them. @param short of a film of a sixth of the length */
function describeMemory(samples, short) {
  const most = Math.max(...samples);
  return [
    { what: 'memory of all processes: maximum', value: most, unit: 'MB', bound: { atMost: 900 } },
    {
      what: 'memory: maximum over that of 10 minutes',
      value: most / Math.max(...short),
      unit: '',
      bound: { atMost: 1.15 },
    },
  ];
}

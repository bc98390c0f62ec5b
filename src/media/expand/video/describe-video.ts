import { makeCamera, makeDescription, makeGps } from '../../../metadata/build-metadata.js';
import { cleanLine } from '../../../metadata/clean-text.js';
import type { GpsMetadata, LocalTime } from '../../../metadata/file-metadata.js';
import { parseDate } from '../../../metadata/parse-date.js';
import type { ContentDescription } from '../expander.js';
import type { VideoProbe } from './video-probe.js';

/**
 * Metadata of a video. The tags of Apple (QuickTime metadata keys) hold a local time with its zone; `creation_time` is UTC (ISO/IEC 14496-12,
 * section 8.2.2), and serves where neither those nor the file's name hold a date.
 */
export function describeVideo(probe: Omit<VideoProbe, 'stream' | 'startMs'>): ContentDescription {
  const { tags, durationMs, codec, frameRate, rotation, hasAudio } = probe;
  const first = (...names: string[]) => names.map((name) => tags.get(name)).find((value) => value !== undefined);
  const createdAt = readCreated(first('creation_time'));
  const make = first('com.apple.quicktime.make', 'make', 'com.android.manufacturer');
  const model = first('com.apple.quicktime.model', 'model', 'com.android.model');
  return {
    found: {
      takenAt: readLocal(first('com.apple.quicktime.creationdate', 'date_recorded', 'datetimeoriginal')),
      digitizedAt: createdAt,
      instantMs: createdAt && Date.parse(`${createdAt.localTime}Z`),
      gps: readPosition(first('com.apple.quicktime.location.iso6709', 'location', 'location-eng')),
      camera: makeCamera(make, model),
      title: makeDescription(first('com.apple.quicktime.title', 'title')),
      description: makeDescription(first('com.apple.quicktime.description', 'description', 'comment', 'synopsis')),
      creator: cleanLine(first('com.apple.quicktime.author', 'artist', 'author') ?? ''),
    },
    media: { durationMs, codec, frameRate, rotation, hasAudio, pages: null },
  };
}

function readLocal(text: string | undefined): LocalTime | undefined {
  return text === undefined ? undefined : parseDate(text);
}

/** Clocks that were never set count from 1904 (ISO base media files) or 1970. */
function readCreated(text: string | undefined): LocalTime | undefined {
  const date = readLocal(text);
  return date === undefined || Number(date.localTime.slice(0, 4)) <= 1970 ? undefined : date;
}

/** ISO 6709, annex H: `+48.1371+011.5754+520.000/`. */
function readPosition(text: string | undefined): GpsMetadata | undefined {
  const found = /^([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?/.exec(text ?? '');
  if (found === null) return undefined;
  return makeGps(Number(found[1]), Number(found[2]), found[3] === undefined ? undefined : Number(found[3]));
}

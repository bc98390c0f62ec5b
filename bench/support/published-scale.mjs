/** Published libraries of many photos that exist as rows only, written by the database itself. */
import { makeRandom } from './corpus.mjs';
import { makeNear } from './scale-library.mjs';

const DIM = 512;
const PHOTOS_PER_EVENT = 20;

/** As an indexing machine measures it; otherwise each search would. */
const BACKGROUND = JSON.stringify({
  photos: 500,
  backgrounds: { text: { mean: 0, deviation: 0.05 }, image: { mean: 0, deviation: 0.05 } },
});

/** Every photo has a place in time, every third one on Earth, every hundredth a second file; the first tenth are of before 2011. */
const CONTENTS = `INSERT INTO photoseek.content (sha256, hash, format, media_type, looks, is_undecoded, kind, width, height, frames, derived)
  SELECT sha256(n::text::bytea), left(encode(sha256(n::text::bytea), 'hex'), 16), 'jpeg', 'image/jpeg', (n % 7 = 0)::int * 16, FALSE, 'image', 4000, 3000, 1, n::text
  FROM generate_series($1::int, $2::int) AS n`;

const FILES = `INSERT INTO photoseek.file (library_id, local_id, local_content_id, content_id, path, folder, folder_key, is_managed, size_bytes, mtime_ms,
    metadata, taken_at_ms, taken_local, taken_source, latitude, longitude, city, city_key, country, camera, camera_key, rating, is_favorite, traits, ext, keywords,
    keyword_keys, people, people_words, name_terms, stem_terms, name_key, words, tokens SORT_COLUMN)
  SELECT 'bench', n + copy * 100000000, n, content.id, path, folder, lower('/' || folder), FALSE, 1000000 + (n * 7919::bigint) % 5000000, 1.7e12,
    json_build_object('version', 1, 'title', 'Photo ' || n, 'description', repeat('Seen from the old harbour in the evening. ', 1 + n % 8),
      'keywords', json_build_array('holiday ' || n % 300), 'people', '[]'::json)::text,
    taken, to_char(to_timestamp(taken / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS'), 'exif',
    CASE WHEN n % 3 = 0 THEN 48.0 + n % 100 / 50.0 END, CASE WHEN n % 3 = 0 THEN 2.0 + n % 90 / 45.0 END, CASE WHEN n % 3 = 0 THEN 'City ' || n % 500 END,
    CASE WHEN n % 3 = 0 THEN 'city ' || n % 500 END, CASE WHEN n % 3 = 0 THEN (ARRAY['FR', 'DE', 'IT', 'JP'])[1 + n % 4] END, 'Camera ' || n % 40, 'camera ' || n % 40,
    NULL, n % 1000 = 0, 0, 'jpg', ARRAY['holiday ' || n % 300], ARRAY['holiday ' || n % 300], '{}', '{}', 'img ' || n, 'img ' || n, 'img_' || n || '.jpg',
    ('''photo'':1B ''harbour'':2C ''img'':3A ''' || n || ''':4A')::tsvector, 12 SORT_VALUE
  FROM generate_series($1::int, $2::int) AS n JOIN photoseek.content AS content ON content.derived = n::text
  CROSS JOIN LATERAL generate_series(0, (n % 100 = 0)::int) AS copy
  CROSS JOIN LATERAL (SELECT CASE WHEN n <= $3::int / 10 THEN 1.1e12 ELSE 1.3e12 END + (n * 104729::bigint) % 300000000 * 1000.0 AS taken) AS at
  CROSS JOIN LATERAL (SELECT '/photos/' || (2000 + n % 25) || CASE copy WHEN 1 THEN '/copies/' ELSE '/event-' || n / 1000 || '/' END AS folder) AS below
  CROSS JOIN LATERAL (SELECT folder || 'IMG_' || n || '.jpg' AS path) AS named ORDER BY n`;

/**
 * @param database of `dist`, with the tables made
 * @param count photos
 * @param onProgress called with the number of photos that are there
 */
export async function fillPublished(database, count, onProgress = () => {}) {
  const query = (sql, values) => database.withClient((client) => client.query(sql, values));
  const [sorted] = await database.query(
    "SELECT 1 FROM information_schema.columns WHERE table_schema = 'photoseek' AND table_name = 'file' AND column_name = 'sort_name'",
  );
  const files = FILES.replace('SORT_COLUMN', sorted ? ', sort_name' : '').replace(
    'SORT_VALUE',
    sorted ? ", 'img!' || chr(48 + length(n::text)) || n || '.jpg'" : '',
  );
  await query(
    "INSERT INTO photoseek.library (id, name, files, tokens, published_at) VALUES ('bench', 'bench', $1, $2, now())",
    [count, 12 * count],
  );
  const { rows } = await query(
    "INSERT INTO photoseek.space (name, revision, dtype, dim, subject) VALUES ('bench', 'bench', 'fp32', $1, 'whole') RETURNING id",
    [DIM],
  );
  const [{ id }] = rows;
  await query("INSERT INTO photoseek.library_space VALUES ('bench', $1, 1, 'active', $2, NULL)", [id, BACKGROUND]);
  await query(
    `CREATE TABLE photoseek.embedding_${id} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, content_id bigint NOT NULL REFERENCES photoseek.content ON DELETE CASCADE,
      ordinal integer NOT NULL, v halfvec(${DIM}) NOT NULL, UNIQUE (content_id, ordinal))`,
  );
  await query(`ALTER TABLE photoseek.embedding_${id} ALTER COLUMN v SET STORAGE PLAIN`);
  // Rows find their contents by their numbers.
  await query('CREATE INDEX bench_derived ON photoseek.content (derived)');
  const random = makeRandom(count);
  let event;
  for (let from = 1; from <= count; from += 1000) {
    const to = Math.min(count, from + 999);
    await query(CONTENTS, [from, to]);
    await query(files, [from, to, count]);
    const vectors = [];
    for (let n = from; n <= to; n++) {
      if ((n - 1) % PHOTOS_PER_EVENT === 0) event = makeNear(new Float32Array(DIM), 1, random);
      vectors.push(`[${Array.from(makeNear(event, 0.45, random), (value) => value.toFixed(5)).join(',')}]`);
    }
    await query(
      `INSERT INTO photoseek.frame (content_id, ordinal, kind, width, height) SELECT id, 0, 'image', 4000, 3000 FROM photoseek.content WHERE derived = ANY (SELECT generate_series($1::int, $2::int)::text)`,
      [from, to],
    );
    await query(
      `INSERT INTO photoseek.tag SELECT id, $3, 'tag ' || derived::int % 200, 'tag ' || derived::int % 200, 0.3 + derived::int % 70 / 100.0 FROM photoseek.content
       WHERE derived = ANY (SELECT generate_series($1::int, $2::int)::text)`,
      [from, to, id],
    );
    await query(
      `INSERT INTO photoseek.embedding_${id} (content_id, ordinal, v) SELECT content.id, 0, given.v::halfvec FROM unnest($1::text[], $2::text[]) AS given (derived, v)
       JOIN photoseek.content AS content USING (derived)`,
      [Array.from({ length: to - from + 1 }, (_, i) => String(from + i)), vectors],
    );
    onProgress(to);
  }
  await query('DROP INDEX photoseek.bench_derived');
  return id;
}

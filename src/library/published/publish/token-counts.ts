import type { Client } from '../../../vectors/engines/pgvector/database.js';
import type { TextCounts, TokenCounts } from './write-batch.js';

/** Adds to the counts that words are weighed by. */
export async function addTokens(
  client: Client,
  libraryId: string,
  { files, tokens, ...texts }: TokenCounts,
): Promise<void> {
  await client.query('UPDATE photoseek.library SET files = files + $2, tokens = tokens + $3 WHERE id = $1', [
    ...[libraryId, files, tokens],
  ]);
  await addTextTokens(client, texts);
}

/** As {@link addTokens}, for texts. */
export async function addTextTokens(client: Client, { texts, textTokens }: TextCounts): Promise<void> {
  if (texts === 0 && textTokens === 0) return;
  await client.query('UPDATE photoseek.publication SET texts = texts + $1, text_tokens = text_tokens + $2', [
    ...[texts, textTokens],
  ]);
}

/** Counts them anew: takes as long as reading all rows. */
export async function countTokens(client: Client, libraryId: string): Promise<void> {
  await client.query(
    `UPDATE photoseek.library SET (files, tokens) =
       (SELECT count(*), coalesce(sum(tokens), 0) FROM photoseek.file WHERE library_id = $1 AND metadata IS NOT NULL) WHERE id = $1`,
    [libraryId],
  );
  await client.query(
    'UPDATE photoseek.publication SET (texts, text_tokens) = (SELECT count(*), coalesce(sum(tokens), 0) FROM photoseek.frame_text)',
  );
}

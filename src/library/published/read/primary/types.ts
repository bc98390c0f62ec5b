import type { Database } from '../../../../vectors/engines/pgvector/database.js';

/** A source of reads: a database, or one that is waited for. */
export type ReadDatabase = Pick<Database, 'server' | 'query' | 'queryAtMost' | 'withClient' | 'close'>;

/** How the database of published libraries is. */
export interface DatabaseStatus {
  /** `away`: it cannot be reached, refuses the server, or holds no tables that this program knows. */
  state: 'there' | 'away';
  /** Why it is away; names its host. */
  reason: string | null;
}

/** Address of a PostgreSQL with pgvector that tests may write to; `undefined`: their suites say that they are skipped. */
export const POSTGRES: string | undefined = process.env['PHOTOSEEK_TEST_POSTGRES'] || undefined;

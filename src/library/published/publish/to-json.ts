/** Rows as a statement is given them. PostgreSQL has no zero byte in texts, and no half of a surrogate pair. */
export function toJson(rows: readonly object[]): string {
  return JSON.stringify(rows, (_, value) =>
    typeof value === 'string' ? value.replace(/[\0\p{Cs}]/gu, '\ufffd') : value,
  );
}

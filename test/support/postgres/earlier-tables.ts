/** What takes from the tables what the next version has added, by the version that is left. */
const BACK: Readonly<Record<number, readonly string[]>> = {
  // What the machines of the libraries alone know.
  5: [
    'DROP TABLE photoseek.library_root, photoseek.failure, photoseek.duplicate',
    'ALTER TABLE photoseek.library DROP COLUMN owned, DROP COLUMN duplicates_at',
    'ALTER TABLE photoseek.face DROP COLUMN is_confirmed, DROP COLUMN v, DROP COLUMN v_by',
  ],
  // What names are put in order by.
  4: ['ALTER TABLE photoseek.file DROP COLUMN sort_name'],
  // Colours of things.
  3: ['ALTER TABLE photoseek.region DROP COLUMN colours'],
  // Roots of several machines.
  2: ['DROP TABLE photoseek.claim, photoseek.claim_root', 'DROP INDEX photoseek.file_root_id_relative_path_idx'],
};

/** Statements that leave the tables of published libraries as an earlier version has made them: 2 at least. */
export function toEarlierTables(version: number): string[] {
  const steps = Object.entries(BACK).filter(([left]) => Number(left) >= version);
  return [
    ...steps.flatMap(([, statements]) => statements),
    `UPDATE photoseek.publication SET schema_version = ${version}`,
  ];
}

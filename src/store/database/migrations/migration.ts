/** One numbered step of the catalogue's schema. A step that was released is never edited; a change is a new step. */
export interface Migration {
  name: string;
  sql: string;
}

/** A value that is bound to a question mark. */
export type Parameter = string | number;

/** A statement, or a part of one, with what is bound to its question marks, in their order. */
export interface Compiled {
  sql: string;
  parameters: Parameter[];
}

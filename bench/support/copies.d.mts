import type { DuplicateGroup, DuplicateKind } from '../../src/index.js';

export interface Recipe {
  name: string;
  kind: 'near' | 'turned';
}
export interface Measured {
  right: Record<DuplicateKind, number>;
  all: Record<DuplicateKind, number>;
  wrong: { kind: DuplicateKind; keeper: string; path: string }[];
  together(photo: string, a: string, b: string, kind: DuplicateKind): boolean;
}
export const COPIES: readonly Recipe[];
export function makeCopies(photos: readonly string[], folder: string): Promise<void>;
export function measure(groups: readonly DuplicateGroup[], folder: string): Measured;
export function summarise(
  found: Measured,
  names: readonly string[],
): { what: string; kind: string; made: number; exact: number; near: number; turned: number; similar: number }[];

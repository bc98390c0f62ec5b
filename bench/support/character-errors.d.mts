export function countErrors(
  truth: readonly string[],
  read: readonly string[],
): { byLine: number; inOrder: number; characters: number };

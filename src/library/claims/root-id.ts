import { PhotoseekError } from '../../errors.js';

/** An id of a root is part of command lines. @throws PhotoseekError `bad-argument` */
export function checkRoot(root: { id: string } | undefined): void {
  if (root === undefined)
    throw new PhotoseekError('bad-argument', 'claim() must be given a root, got none.', {
      hint: 'Write claim(url, { root: { id: "archive", path: "/mnt/photos" } }).',
    });
  const { id } = root;
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(id)) return;
  throw new PhotoseekError(
    'bad-argument',
    `The id of a root must be 1 to 64 letters, digits, dots, dashes or underscores, got ${JSON.stringify(id)}.`,
  );
}

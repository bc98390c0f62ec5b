import { InvalidArgumentError } from 'commander';

/**
 * Reads values such as those of `--kinds` and `--stages`: names of a list, separated by commas, or one word that stands for a selection.
 * @param word such as `all`
 * @param selection what the word stands for
 * @returns the names that a text gives; it throws InvalidArgumentError
 */
export function parseNames<Name extends string>(
  names: readonly Name[],
  word: string,
  selection: readonly Name[],
): (text: string) => Name[] {
  return (text) => {
    const given = text
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== '');
    if (given.length === 1 && given[0] === word) return [...selection];
    const unknown = given.find((name) => !names.includes(name as Name));
    if (given.length > 0 && unknown === undefined) return given as Name[];
    throw new InvalidArgumentError(
      `Must be ${names.join(', ')}, separated by commas, or ${word}; got ${JSON.stringify(unknown ?? text)}.`,
    );
  };
}

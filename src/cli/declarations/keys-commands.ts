import { type Command, InvalidArgumentError, Option } from 'commander';
import type { KeyScope } from '../../library/types/key-ring.js';
import { addCommonOptions, parseFolder } from '../options.js';

const KEYS_NOTES = `
Examples:
  photoseek keys create laptop --scope admin
  photoseek keys create phone --qr
  photoseek keys create office --scope sensitive
  photoseek keys create tablet --qr --url https://photos.example.org --folder ~/Pictures/Family`;

const SCOPES: readonly KeyScope[] = ['search', 'index', 'embed', 'sensitive', 'admin'];

/** The scopes given so far, and one more. */
function createScopeCollector(): (value: string) => KeyScope[] {
  const given: KeyScope[] = [];
  return (value) => {
    if (!SCOPES.includes(value as KeyScope))
      throw new InvalidArgumentError(`Allowed choices are ${SCOPES.join(', ')}.`);
    given.push(value as KeyScope);
    return given;
  };
}

function parseKeyId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(
    'It must be the number of a key; photoseek keys list shows the numbers beside the names.',
  );
}

/** Adds the commands for keys of the server. */
export function addKeysCommands(program: Command): void {
  const keys = program.command('keys').description('create, list and revoke keys for the server');
  const load = () => import('../commands/keys-command.js');
  addCommonOptions(keys.command('create'), 'write')
    .description('create a key and print it once')
    .argument('<name>', 'name of its user or program')
    .addOption(
      new Option(
        '--scope <scope>',
        'rights of the key: search, index (and search), embed, sensitive (and search; see serve --hide-sensitive), or admin (everything); may be given several times',
      )
        .default(['search'], 'search')
        .argParser(createScopeCollector()),
    )
    .option('--folder <dir>', 'restrict the key to photos below this folder', parseFolder)
    .option('--qr', 'print a link that signs a device in, and its QR code')
    .option('--url <address>', 'address of the page for the link; default: this machine in its network, port 7878')
    .addHelpText('after', KEYS_NOTES)
    .action(async (name, options) => (await load()).runKeysCreateCommand(name, options));
  addCommonOptions(keys.command('list'))
    .description('list the keys, without their secrets')
    .action(async (options) => (await load()).runKeysListCommand(options));
  addCommonOptions(keys.command('revoke'), 'write')
    .description('revoke a key')
    .argument('<id>', 'its id in the list', parseKeyId)
    .action(async (id, options) => (await load()).runKeysRevokeCommand(id, options));
}

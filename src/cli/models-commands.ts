import type { Command } from 'commander';
import type { CommandContext } from './context.js';

const MODELS_NOTES = `
MODEL is an id or repository of the list. With --model, add :fp16 or :q8 for another precision and @COMMIT for another revision, in this order:
MODEL@COMMIT:q8. Sizes are rounded and those of 32 bits.

Environment: HF_ENDPOINT names a mirror, HF_TOKEN unlocks models behind a licence, HTTPS_PROXY and NO_PROXY apply, HF_HUB_OFFLINE=1 forbids downloads.

Examples:
  photoseek models
  photoseek models show siglip2-b16-224
  photoseek models pull siglip2-b16-224:q8
  photoseek index ~/Pictures --model siglip2-b16-224`;

/** `photoseek models` and its subcommands. */
export function addModelsCommand(program: Command, context: CommandContext): void {
  const addOptions = (command: Command) =>
    command
      .option('--json', 'print one JSON document')
      .option('-q, --quiet', 'print results only: no progress, no notices');
  const load = () => import('./commands/models-command.js');
  const models = addOptions(program.command('models'))
    .description('list the models that are known by name: size, languages, quality, speed, licence')
    .addHelpText('after', MODELS_NOTES)
    .action(async (options) => (await load()).runModelsCommand(options, context));
  addOptions(models.command('show'))
    .description('show all that is known of a model')
    .argument('<model>', 'its id or repository')
    .action(async (name, _, command) => (await load()).runModelsShowCommand(name, command.optsWithGlobals(), context));
  addOptions(models.command('pull'))
    .description('download a model, or the rest of one, so that it can be used without a network')
    .argument('<model>', 'an id of the list or a hub id')
    .action(async (name, _, command) => (await load()).runModelsPullCommand(name, command.optsWithGlobals(), context));
}

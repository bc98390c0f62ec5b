import { type Command, Option } from 'commander';
import type { CommandContext } from '../context.js';
import { addCommonOptionsOfModel } from '../options.js';

const MODELS_NOTES = `
MODEL is an id or repository of the list. With --model, add :fp16 or :q8 for another precision and @COMMIT for another revision, in this order:
MODEL@COMMIT:q8. Sizes are rounded and those of 32 bits.

Environment: HF_ENDPOINT names a mirror, HF_TOKEN unlocks models behind a licence, HTTPS_PROXY and NO_PROXY apply, HF_HUB_OFFLINE=1 forbids downloads.

Examples:
  photoseek models
  photoseek models show siglip2-b16-224
  photoseek models pull siglip2-b16-224:q8
  photoseek models use siglip2-b16-224          embed all photos with it, then search with it
  photoseek models use siglip2-b16-224 --keep   search with both
  photoseek models drop photoseek-mini`;

const USE_NOTES = `
Searches are answered by the models from before until every photo is embedded; then they change in one step. An interrupted run goes on where it
stopped when the command is given again. The vectors from before stay until photoseek models drop deletes them, or --drop does.`;

/** `photoseek models` and its subcommands. */
export function addModelsCommand(program: Command, context: CommandContext): void {
  const addOptions = (command: Command) =>
    command
      .option('--json', 'print one JSON document')
      .option('-q, --quiet', 'print results only: no progress, no notices');
  const load = () => import('../commands/models/models-command.js');
  const models = addOptions(program.command('models'))
    .description('list the models that are known by name: size, languages, quality, speed, licence')
    .addHelpText('after', MODELS_NOTES)
    .action(async (options) => (await load()).runModelsCommand(options, context));
  addOptions(models.command('show'))
    .description('show all that is known of a model')
    .argument('<model>', 'its id or repository')
    .action(async (name, _, command) => (await load()).runModelsShowCommand(name, command.optsWithGlobals(), context));
  const manage = () => import('../commands/models/manage-models-command.js');
  addCommonOptionsOfModel(models.command('use'))
    .description('embed all photos of the library with a model, then search with it')
    .argument('<model>', 'an id or repository of the list, a hub id or a folder')
    .addOption(
      new Option('--keep', 'search with the models from before, too: results are fused by rank').conflicts('drop'),
    )
    .option('--drop', 'delete the vectors of the models from before')
    .addHelpText('after', USE_NOTES)
    .action(async (model, _, command) =>
      (await manage()).runModelsUseCommand(model, command.optsWithGlobals(), context),
    );
  addCommonOptionsOfModel(models.command('drop'))
    .description('delete the vectors of a model that is no longer used')
    .argument('<model>', 'its name in photoseek status')
    .action(async (model, _, command) =>
      (await manage()).runModelsDropCommand(model, command.optsWithGlobals(), context),
    );
  addOptions(models.command('pull'))
    .description('download a model, or the rest of one, so that it can be used without a network')
    .argument('<model>', 'an id of the list or a hub id')
    .action(async (name, _, command) => (await load()).runModelsPullCommand(name, command.optsWithGlobals(), context));
}

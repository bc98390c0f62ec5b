import { Argument, type Command } from 'commander';
import type { CommandContext } from '../context.js';

const NOTES = `
The script asks photoseek for the words that fit: commands, options and their values. Where a file or a folder is expected, the shell completes it.

Examples:
  source <(photoseek completion bash)                          in ~/.bashrc
  source <(photoseek completion zsh)                           in ~/.zshrc, after compinit
  photoseek completion fish > ~/.config/fish/completions/photoseek.fish
  photoseek completion powershell | Out-String | Invoke-Expression    in $PROFILE`;

/** Adds the command that prints a completion script, and the hidden one that such a script asks. */
export function addCompletionCommands(program: Command, context: CommandContext): void {
  const load = () => import('../commands/completion-command.js');
  program
    .command('completion')
    .description('print the script that completes photoseek in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish', 'powershell']))
    .addHelpText('after', NOTES)
    .action(async (shell) => (await load()).runCompletionCommand(shell, context));
  program
    .command('complete', { hidden: true })
    .argument('[words...]', 'words of the command line so far')
    .action(async (words) => (await load()).runCompleteCommand(program, words, context));
}

import { homedir } from 'node:os';
import { basename, dirname, sep } from 'node:path';
import type { SearchResult } from '../../search/types.js';
import type { CommandContext } from '../context.js';
import { printable } from '../printable.js';
import { cutToWidth } from './cut-to-width.js';
import { describeMetadata } from './describe-metadata.js';

/** One line a photo, for a file or another program's eyes: rank, how well it fits, path, details. */
export function formatLine(result: SearchResult, rank: string, { colours }: CommandContext): string {
  const details = describeMetadata(result).reverse().join('  ');
  const copies = result.otherPaths
    .map((path) => `\n${' '.repeat(rank.length + 7)}${colours.dim('also')} ${printable(path)}`)
    .join('');
  const fits = formatFit(result);
  const score = fits === '' ? '' : `${colours.bold(fits)}  `;
  return `${colours.dim(rank)}  ${score}${printable(result.path)}  ${colours.dim(printable(details))}${copies}\n`;
}

/** Two or three short lines a photo, for a terminal: what it is called and how well it fits; details; where it lies. */
export function formatBlock(result: SearchResult, rank: string, { colours, stdout }: CommandContext): string {
  const indent = ' '.repeat(rank.length + 2);
  const room = Math.max(20, stdout.columns - indent.length);
  const fits = formatBar(result);
  const name = cutToWidth(printable(basename(result.path)), room - (fits === '' ? 0 : fits.length + 2));
  const details = cutToWidth(printable(describeMetadata(result).join(' · ')), room);
  const places = [result.path, ...result.otherPaths].map((path, i) => {
    const said = i === 0 ? shorten(dirname(path)) : `also ${shorten(path)}`;
    return `${indent}${colours.dim(cutToWidth(printable(said), room, 'start'))}\n`;
  });
  const first = `${colours.dim(rank)}  ${fits === '' ? '' : `${colours.green(fits)}  `}${colours.bold(name)}`;
  return `${first}\n${indent}${details}\n${places.join('')}`;
}

function formatFit({ identical, relevance, cosine }: SearchResult): string {
  if (identical) return 'identical';
  return (relevance ?? cosine)?.toFixed(3) ?? '';
}

/** Five steps and a number: read at a glance, compared at a second. */
function formatBar({ identical, relevance, cosine }: SearchResult): string {
  if (identical) return 'identical';
  if (relevance === null) return cosine?.toFixed(3) ?? '';
  const filled = Math.round(relevance * 5);
  return `${'█'.repeat(filled)}${'░'.repeat(5 - filled)} ${String(Math.round(relevance * 100)).padStart(3)} %`;
}

function shorten(path: string): string {
  const home = homedir();
  return path === home || path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}

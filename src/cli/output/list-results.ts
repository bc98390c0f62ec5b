import { homedir } from 'node:os';
import { basename, dirname, sep } from 'node:path';
import type { SearchResult } from '../../search/types.js';
import type { CommandContext } from '../context.js';
import { describeMetadata } from './describe-metadata.js';
import { printable } from './printable.js';

/** One line per photo, for pipes and files: rank, relevance, path, details. */
export function formatLine(result: SearchResult, rank: string, { colours }: CommandContext): string {
  const details = describeMetadata(result).reverse().join('  ');
  const duplicates = result.otherPaths
    .map((path) => `\n${' '.repeat(rank.length + 7)}${colours.dim('also')} ${printable(path)}`)
    .join('');
  const relevance = formatRelevance(result);
  const score = relevance === '' ? '' : `${colours.bold(relevance)}  `;
  return `${colours.dim(rank)}  ${score}${printable(result.path)}  ${colours.dim(printable(details))}${duplicates}\n`;
}

/** Three short lines per photo, for terminals: relevance and name; details; folder. */
export function formatBlock(result: SearchResult, rank: string, { colours, stdout }: CommandContext): string {
  const indent = ' '.repeat(rank.length + 2);
  const room = Math.max(20, stdout.columns - indent.length);
  const bar = formatBar(result);
  const name = cutToWidth(printable(basename(result.path)), room - (bar === '' ? 0 : bar.length + 2));
  const details = cutToWidth(printable(describeMetadata(result).join(' · ')), room);
  const places = [result.path, ...result.otherPaths].map((path, i) => {
    const text = i === 0 ? shorten(dirname(path)) : `also ${shorten(path)}`;
    return `${indent}${colours.dim(cutToWidth(printable(text), room, 'start'))}\n`;
  });
  const first = `${colours.dim(rank)}  ${bar === '' ? '' : `${colours.green(bar)}  `}${colours.bold(name)}`;
  return `${first}\n${indent}${details}\n${places.join('')}`;
}

function formatRelevance({ identical, relevance, cosine }: SearchResult): string {
  if (identical) return 'identical';
  return (relevance ?? cosine)?.toFixed(3) ?? '';
}

/** A bar of five steps and a percentage. */
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

/** Shortens a text to a width in characters, with … in place of the rest. Paths are cut at the start: their end says more. */
function cutToWidth(text: string, width: number, cutAt: 'start' | 'end' = 'end'): string {
  const characters = [...text];
  if (characters.length <= width) return text;
  if (cutAt === 'end') return `${characters.slice(0, width - 1).join('')}…`;
  return `…${characters.slice(characters.length - width + 1).join('')}`;
}

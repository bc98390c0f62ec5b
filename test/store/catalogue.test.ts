import { describe, expect, it } from 'vitest';
import { encoded, ensureSpace, failed, openCatalogue } from '../support/libraries/catalogues.js';

describe('the settings of a catalogue', () => {
  it('are what was set last, until they are removed', () => {
    const catalogue = openCatalogue();
    expect(catalogue.getSetting('model')).toBeUndefined();
    catalogue.setSetting('model', 'a');
    catalogue.setSetting('model', "b'; DROP TABLE setting; --");
    expect(catalogue.getSetting('model')).toBe("b'; DROP TABLE setting; --");
    catalogue.removeSetting('model');
    catalogue.removeSetting('never set');
    expect(catalogue.getSetting('model')).toBeUndefined();
  });
});

describe('the spaces of a catalogue', () => {
  it('have one space for each revision and dtype, whatever their names', () => {
    const catalogue = openCatalogue();
    const { spaces } = catalogue;
    const ensure = (name: string, revision: string, dtype: string) =>
      spaces.ensure({ name, revision, dtype, dim: 4, subject: 'whole' });
    const first = ensure('a', 'r', 'fp32');
    expect(ensure('renamed', 'r', 'fp32')).toEqual(first);
    const quantised = ensure('a', 'r', 'q8');
    const revised = ensure('a', 's', 'fp32');
    expect(new Set([first.id, quantised.id, revised.id]).size).toBe(3);
    expect(spaces.find({ revision: 'r', dtype: 'q8', subject: 'whole' })?.id).toBe(quantised.id);
    expect(spaces.find({ revision: 'r', dtype: 'q4', subject: 'whole' })).toBeUndefined();
  });

  it('are the same for another process', () => {
    const catalogue = openCatalogue();
    expect(ensureSpace(openCatalogue(catalogue.folder))).toEqual(ensureSpace(catalogue));
  });
});

describe('the roots of a catalogue', () => {
  it('stand once each, in the order of their names, with the rules that were given last', () => {
    const catalogue = openCatalogue();
    catalogue.addRoot('/b', undefined, 1);
    catalogue.addRoot('/a', '{"maxDepth":1}', 2);
    catalogue.addRoot('/b', '{"maxDepth":2}', 3);
    catalogue.addRoot('/a', undefined, 4);
    expect(catalogue.listRoots()).toEqual([
      { path: '/a', rules: '{"maxDepth":1}' },
      { path: '/b', rules: '{"maxDepth":2}' },
    ]);
  });

  it('have no rules unless some are given', () => {
    const catalogue = openCatalogue();
    catalogue.addRoot('/a', undefined, 1);
    expect(catalogue.listRoots()).toEqual([{ path: '/a', rules: '{}' }]);
  });
});

describe('a catalogue', () => {
  it('counts failures by their codes', () => {
    const catalogue = openCatalogue();
    ensureSpace(catalogue);
    expect(catalogue.counts.failures()).toEqual({});
    const empty = { ...failed('/c'), code: 'empty-file' } as const;
    catalogue.files.record([failed('/a'), failed('/b'), empty, encoded('/d', 1)]);
    expect(catalogue.counts.failures()).toEqual({ 'damaged-image': 2, 'empty-file': 1 });
    catalogue.files.record([encoded('/a', 2)]);
    expect(catalogue.counts.failures()).toEqual({ 'damaged-image': 1, 'empty-file': 1 });
  });

  it('notices what other processes wrote, not what it wrote itself', () => {
    const catalogue = openCatalogue();
    const other = openCatalogue(catalogue.folder);
    const before = catalogue.dataVersion;
    catalogue.setSetting('colour', 'green');
    expect(catalogue.dataVersion).toBe(before);
    other.setSetting('colour', 'blue');
    expect(catalogue.dataVersion).not.toBe(before);
  });

  it('keeps everything over a checkpoint and a restart', () => {
    const catalogue = openCatalogue();
    const model = ensureSpace(catalogue);
    catalogue.files.record([encoded('/a', 1), failed('/b')]);
    catalogue.checkpoint();
    catalogue.setSetting('colour', 'green');
    const again = openCatalogue(catalogue.folder);
    expect(again.counts.files()).toBe(2);
    expect(again.vectors.count(model.id)).toBe(1);
    expect(again.getSetting('colour')).toBe('green');
  });
});

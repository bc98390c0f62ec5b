import type { IndexNotice } from '../../indexer/progress/events.js';
import type { LibraryCore } from '../core.js';
import { CHOSEN_MODEL, explainTextOnly, explainUpgrade, findUpgrade } from './find-upgrade.js';

/** The model of an active space is the one the library is opened with; that of another one only when its space is complete. */
export function rememberModel({ catalogue, model, encoder, options }: LibraryCore): void {
  if (catalogue.spaces.get(model.id)?.state === 'active') catalogue.setSetting('model', encoder.model.name);
  if (options.model !== undefined) catalogue.setSetting(CHOSEN_MODEL, encoder.model.name);
}

/** An index run does not change the model: embedding everything anew takes as long as the first run. */
export function noticeModel(core: LibraryCore): IndexNotice[] {
  const upgrade = findUpgrade(core);
  if (upgrade === undefined) return [];
  const { from, to } = upgrade;
  const isTextOnly = core.encoder.model.name === from.name && core.encoder.model.files.vision === undefined;
  const message = isTextOnly ? explainTextOnly(from.name, to) : explainUpgrade(from.name, to);
  return [{ code: 'model-superseded', path: core.path, message }];
}

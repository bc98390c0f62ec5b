import { EMBEDDED_MODEL, EMBEDDED_MODELS } from '../../encoder/models/embedded-model.js';
import type { SpaceRow } from '../../model/space.js';
import type { LibraryCore } from '../core.js';

/** The setting with the model that a user named last for an index run, if one ever did. */
export const CHOSEN_MODEL = 'chosenModel';

/** An earlier embedded model that answers a library, and the one that it is brought over to. */
export interface Upgrade {
  from: SpaceRow;
  to: string;
  /** The space of the new model, once it was begun. */
  building: SpaceRow | undefined;
}

/**
 * Whether the library is to be brought over to the current embedded model: an earlier one answers it, alone, because it was the embedded one
 * when the library was made. A model that a user named is never replaced, and neither is that of this process.
 */
export function findUpgrade({ catalogue, spaces, options }: LibraryCore): Upgrade | undefined {
  if (options.model !== undefined) return undefined;
  const chosen = catalogue.getSetting(CHOSEN_MODEL);
  if (chosen !== undefined && chosen !== EMBEDDED_MODEL) return undefined;
  const rows = spaces.list();
  const [from, ...others] = rows.filter(({ state, subject }) => state === 'active' && subject === 'whole');
  if (from === undefined || others.length > 0) return undefined;
  if (from.name === EMBEDDED_MODEL || !EMBEDDED_MODELS.includes(from.name)) return undefined;
  const next = rows.filter(({ name }) => name === EMBEDDED_MODEL);
  // It was in use before, and the user went back.
  if (next.some(({ state }) => state === 'retired')) return undefined;
  return { from, to: EMBEDDED_MODEL, building: next.at(-1) };
}

/** Why, and how it comes about. */
export function explainUpgrade(from: string, to: string): string {
  return (
    `This library uses ${from}. ${to} finds more, in sixteen languages. photoseek serve, daemon and index --watch embed the photos with it in the ` +
    `background, while ${from} answers; at once: photoseek models use ${to}. To keep ${from}: photoseek models use ${from}`
  );
}

/** Why a run goes on with the current model. */
export function explainTextOnly(from: string, to: string): string {
  return (
    `This library uses ${from}, whose image encoder is not part of this package. Photos are embedded with ${to} from now on; ` +
    `until all of them are, ${from} answers. Those in other folders: photoseek models use ${to}`
  );
}

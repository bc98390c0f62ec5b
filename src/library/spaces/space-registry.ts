import type { Encoder } from '../../encoder/types.js';
import type { SpaceRow, SpaceState } from '../../model/space.js';
import { TextVectors } from '../../search/embed/text-vectors.js';
import { OwnerMap } from '../../search/spaces/owner-map.js';
import type { LibrarySpace, SearchedSpaces } from '../../search/spaces/space.js';
import type { Catalogue } from '../../store/catalogue.js';
import { untilChange } from '../../store/queries/until-change.js';
import type { SpaceFollower } from '../../vectors/follower.js';

/** How the parts of a space are made, each when it is first used. */
export interface SpaceFactory {
  openIndex(row: SpaceRow): SpaceFollower;
  /** @throws PhotoseekError model codes */
  openEncoder(row: SpaceRow): Promise<Encoder>;
}

/**
 * The embedding spaces of an open library. States are read from the catalogue again after each change: another process may make it. A space that is
 * not used costs neither an encoder nor an index.
 */
export class SpaceRegistry implements SearchedSpaces {
  /** The space of the model the library was opened with. */
  readonly target: LibrarySpace;
  readonly #catalogue: Catalogue;
  readonly #factory: SpaceFactory;
  readonly #isTargetChosen: boolean;
  readonly #open = new Map<number, OpenSpace>();
  readonly #list: (stamp?: string) => readonly SpaceRow[];
  readonly #active: (stamp?: string) => readonly LibrarySpace[];

  /** @param isTargetChosen the user named the target's model: once it is active, it answers alone */
  constructor(catalogue: Catalogue, target: SpaceRow, isTargetChosen: boolean, factory: SpaceFactory) {
    this.#catalogue = catalogue;
    this.#factory = factory;
    this.#isTargetChosen = isTargetChosen;
    this.target = this.#openSpace(target);
    const changeStamp = () => catalogue.changeStamp;
    this.#list = untilChange(changeStamp, () => catalogue.spaces.list());
    this.#active = untilChange(changeStamp, () => this.#chooseActive());
  }

  get default(): LibrarySpace {
    return this.active()[0] as LibrarySpace;
  }

  /**
   * The space that index runs add to: the target. Where the user named no model and another one has taken the place of the target since the
   * library was opened, that one: otherwise the next run of this process would bring the target back.
   */
  get runTarget(): LibrarySpace {
    if (this.#isTargetChosen) return this.target;
    const state = this.#catalogue.spaces.get(this.target.row.id)?.state;
    return state === undefined || state === 'retired' ? this.default : this.target;
  }

  active(stamp?: string): readonly LibrarySpace[] {
    return this.#active(stamp);
  }

  #chooseActive(): readonly LibrarySpace[] {
    const { target } = this;
    // The target's model has other files than when a space of the same name was built: no encoder for that space exists any more.
    const isReplaced = ({ name, revision }: SpaceRow) => name === target.row.name && revision !== target.row.revision;
    const rows = this.list().filter((row) => row.state === 'active' && row.subject === 'whole' && !isReplaced(row));
    const isTarget = ({ id }: SpaceRow) => id === this.target.row.id;
    // Nothing answers a library whose spaces are all retired or building: the target answers with what it has.
    if (rows.length === 0 || (this.#isTargetChosen && rows.some(isTarget))) return [this.target];
    // The default space is the target where it is active.
    return [...rows.filter(isTarget), ...rows.filter((row) => !isTarget(row))].map((row) => this.#openSpace(row));
  }

  find(id: number): LibrarySpace | undefined {
    const row = this.list().find((candidate) => candidate.id === id);
    return row && this.#openSpace(row);
  }

  silent(answering: readonly LibrarySpace[]): { space: LibrarySpace; state: SpaceState } | undefined {
    // Nearly always the target has answered; the catalogue is not asked again.
    if (answering.includes(this.target) || this.active().includes(this.target)) return undefined;
    const row = this.list().find(({ id }) => id === this.target.row.id);
    // Another model took its place while the library was open: nobody misses the one from before.
    if (row?.state === 'retired' && !this.#isTargetChosen) return undefined;
    return row && { space: this.target, state: row.state };
  }

  /** All spaces, in the order of their ids. */
  list(): readonly SpaceRow[] {
    return this.#list();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((space) => space.close()));
  }

  #openSpace(row: SpaceRow): OpenSpace {
    const open = this.#open.get(row.id) ?? new OpenSpace(this.#catalogue, row, this.#factory);
    this.#open.set(row.id, open);
    return open;
  }
}

class OpenSpace implements LibrarySpace {
  readonly row: LibrarySpace['row'];
  readonly owners: OwnerMap;
  readonly texts: TextVectors;
  readonly #openIndex: () => SpaceFollower;
  readonly #openEncoder: () => Promise<Encoder>;
  #index: SpaceFollower | undefined;
  #encoder: Promise<Encoder> | undefined;

  constructor(catalogue: Catalogue, row: SpaceRow, factory: SpaceFactory) {
    this.row = row;
    this.owners = new OwnerMap(catalogue, row.id);
    this.texts = new TextVectors(() => this.encoder());
    this.#openIndex = () => factory.openIndex(row);
    this.#openEncoder = () => factory.openEncoder(row);
  }

  get index(): SpaceFollower {
    this.#index ??= this.#openIndex();
    return this.#index;
  }

  encoder(): Promise<Encoder> {
    if (this.#encoder !== undefined) return this.#encoder;
    const encoder = this.#openEncoder();
    this.#encoder = encoder;
    // A failure is not cached: the model's folder may come back.
    encoder.catch(() => {
      this.#encoder = undefined;
    });
    return encoder;
  }

  async close(): Promise<void> {
    const encoder = await this.#encoder?.catch(() => undefined);
    await Promise.all([this.#index?.close(), encoder?.close()]);
  }
}

import { damagedModel } from '../mesh/limits.js';
import { PLY_TYPE_BYTES } from './ply-header.js';
import { TextScanner } from './text-scanner.js';

/** The numbers behind a PLY header, one after the other. */
export interface PlyValues {
  /** @throws PhotoseekError `damaged-image` behind the last one */
  read(type: string): number;
  skip(type: string, count: number): void;
}

/** Numbers as text. */
export class TextValues implements PlyValues {
  readonly #text: TextScanner;

  constructor(bytes: Uint8Array, at: number) {
    this.#text = new TextScanner(bytes, at);
  }

  read(): number {
    if (!this.#text.skipSpace()) throw damagedModel('it ends early');
    return this.#text.readNumber();
  }

  skip(_type: string, count: number): void {
    for (let i = 0; i < count; i++) this.read();
  }
}

/** Numbers of the types that the header states. */
export class BinaryValues implements PlyValues {
  readonly #view: DataView;
  readonly #isLittle: boolean;
  #at: number;

  constructor(bytes: Uint8Array, at: number, isLittle: boolean) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#at = at;
    this.#isLittle = isLittle;
  }

  read(type: string): number {
    const at = this.#at;
    this.skip(type, 1);
    switch (type) {
      case 'char':
      case 'int8':
        return this.#view.getInt8(at);
      case 'uchar':
      case 'uint8':
        return this.#view.getUint8(at);
      case 'short':
      case 'int16':
        return this.#view.getInt16(at, this.#isLittle);
      case 'ushort':
      case 'uint16':
        return this.#view.getUint16(at, this.#isLittle);
      case 'int':
      case 'int32':
        return this.#view.getInt32(at, this.#isLittle);
      case 'uint':
      case 'uint32':
        return this.#view.getUint32(at, this.#isLittle);
      case 'double':
      case 'float64':
        return this.#view.getFloat64(at, this.#isLittle);
      default:
        return this.#view.getFloat32(at, this.#isLittle);
    }
  }

  skip(type: string, count: number): void {
    this.#at += (PLY_TYPE_BYTES[type] as number) * count;
    if (this.#at > this.#view.byteLength) throw damagedModel('it ends early');
  }
}

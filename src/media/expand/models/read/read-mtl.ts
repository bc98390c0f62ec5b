import { toLinear } from '../mesh/colors.js';
import { MAX_MATERIALS } from '../mesh/limits.js';
import { type Material, PLAIN, type Rgb, WHITE } from '../mesh/mesh.js';
import type { Siblings } from './siblings.js';
import { TextScanner } from './text-scanner.js';

/** Materials by name. */
export type Materials = Map<string, Material>;

/** Options of a texture and how many words follow each at most. The name of its file comes last, and may contain blanks. */
const OPTIONS: Record<string, number> = {
  '-o': 3,
  '-s': 3,
  '-t': 3,
  '-mm': 2,
  '-bm': 1,
  '-blendu': 1,
  '-blendv': 1,
  '-boost': 1,
  '-cc': 1,
  '-clamp': 1,
  '-imfchan': 1,
  '-texres': 1,
  '-type': 1,
};

/** Reads the materials of a library beside an OBJ. Textures that are not there are left out. */
export async function readMtl(bytes: Uint8Array, siblings: Siblings, into: Materials): Promise<void> {
  const text = new TextScanner(bytes);
  let name = '';
  for (; !text.isAtEnd; text.nextLine()) {
    const key = text.readWord();
    if (key === 'newmtl') {
      name = text.readRest();
      if (into.size < MAX_MATERIALS - 1) into.set(name, PLAIN);
      continue;
    }
    const material = into.get(name);
    if (material !== undefined) into.set(name, await change(material, key, text, siblings));
  }
}

async function change(material: Material, key: string, text: TextScanner, siblings: Siblings): Promise<Material> {
  switch (key) {
    case 'Kd': {
      const color = readColor(text);
      return color === null || material.texture !== null ? material : { ...material, color };
    }
    case 'd':
      return { ...material, opacity: toOpacity(text.readNumber()) };
    case 'Tr':
      return { ...material, opacity: toOpacity(1 - text.readNumber()) };
    case 'map_Kd': {
      const texture = await siblings.find(stripOptions(text.readRest()));
      // The colour beside a texture is grey or black in many files, and means nothing.
      return texture === null ? material : { ...material, texture, color: WHITE.color };
    }
  }
  return material;
}

function readColor(text: TextScanner): Rgb | null {
  const [red, green, blue] = [text.readNumber(), text.readNumber(), text.readNumber()];
  // Names of spectral curves stand where numbers are not.
  if (Number.isNaN(red)) return null;
  return [toLinear(clamp(red, 0)), toLinear(clamp(green, red)), toLinear(clamp(blue, red))];
}

/** Some programs write 0 for what is opaque; nothing is invisible on purpose. */
function toOpacity(value: number): number {
  return value > 0 && value < 1 ? value : 1;
}

function clamp(value: number, fallback: number): number {
  return Number.isNaN(value) ? fallback : Math.max(0, Math.min(1, value));
}

function stripOptions(rest: string): string {
  const words = rest.split(/\s+/);
  let i = 0;
  for (let count = OPTIONS[words[i] ?? '']; count !== undefined; count = OPTIONS[words[i] ?? '']) {
    i++;
    // An option of three numbers may have one or two.
    for (let k = 0; k < count && i < words.length - 1 && (k === 0 || !Number.isNaN(Number(words[i]))); k++) i++;
  }
  return i === 0 ? rest : words.slice(i).join(' ');
}

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFilters } from '#src/search/parse/parse-query.js';

const FOLDER = new URL('../../../data/languages/places/', import.meta.url);

function readPoint(text: string): number[] {
  const { condition } = parseFilters(`near:"${text}"`)[0] ?? {};
  if (condition?.field !== 'near') throw new Error('There is no filter near:.');
  return [condition.latitude, condition.longitude, condition.radiusKm];
}

describe('places in other languages', () => {
  it.each([
    ['München', 'Munich'],
    ['Mailand', 'Milan'],
    ['nahe Köln', 'Cologne'],
    ['bei Wien', 'Vienna'],
    ['in der Nähe von Rom', 'Rome'],
    ['près de Paris', 'Paris'],
    ["près d'Arles", 'Arles'],
    ['Londres', 'London'],
    ['cerca de Múnich', 'Munich'],
    ['vicino a Firenze', 'Florence'],
    ['perto de Lisboa', 'Lisbon'],
    ['bij Parijs 30km', 'Paris 30km'],
    ['около Москвы', 'Moscow'],
    ['巴黎', 'Paris'],
    ['巴黎附近', 'Paris'],
    ['上海 5km', 'Shanghai 5km'],
    ['京都の近く', 'Kyoto'],
    ['서울 근처', 'Seoul'],
  ])('near:"%s" is near:"%s"', (text, english) => {
    expect(readPoint(text)).toEqual(readPoint(english));
  });

  it.each(readdirSync(FOLDER))('the table of cities has every city of %s', (file) => {
    const { cities } = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as { cities: Record<string, string> };
    const isKnown = (name: string) => {
      try {
        return readPoint(name).length === 3;
      } catch {
        return false;
      }
    };
    expect(Object.keys(cities).filter((name) => !isKnown(name))).toEqual([]);
  });

  it.each([
    ['Frankreich', 'FR'],
    ['法国', 'FR'],
    ['Allemagne', 'DE'],
    ['España', 'ES'],
    ['日本', 'JP'],
    ['Италия', 'IT'],
  ])('country:%s is %s', (text, code) => {
    expect(parseFilters(`country:${text}`)[0]?.condition).toEqual({ field: 'country', code });
  });

  it('a word for near alone is no place', () => {
    expect(() => readPoint('près de')).toThrow('near: must be a known city');
  });
});

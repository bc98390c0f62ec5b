import { useEffect, useState } from 'preact/hooks';
import { getLanguage } from './translate.js';

/** The words for each class of things; English classes are their own names. The same lists serve searches. */
const WORDS = import.meta.glob<Record<string, string>>('../../data/objects/{de,zh}.json', { import: 'default' });

/**
 * What things are called in the language of the page. Until the names are loaded, and for classes without one: as the detector calls them.
 * @param isUsed whether there is anything to name: otherwise nothing is loaded
 */
export function useThingNames(isUsed: boolean): (label: string) => string {
  const code = getLanguage();
  const [loaded, setLoaded] = useState<{ code: string; words: Record<string, string> }>();
  useEffect(() => {
    if (!isUsed || loaded?.code === code) return;
    let isWanted = true;
    WORDS[`../../data/objects/${code}.json`]?.().then(
      (words) => isWanted && setLoaded({ code, words }),
      // English names are better than none.
      () => {},
    );
    return () => {
      isWanted = false;
    };
  }, [code, isUsed]);
  // The first word is the name, the others are what it is searched by.
  return (label) => (loaded?.code === code ? loaded.words[label]?.split('|')[0] : undefined) ?? label;
}

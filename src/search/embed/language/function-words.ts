/**
 * Articles, prepositions, conjunctions and numerals of the languages of the Latin alphabet. They say more about the language of a phrase than its nouns: some of
 * them are in every phrase, and names and borrowed nouns (`piano`, `sandwich`) are in all languages. Left out are those that are everyday nouns, verbs or
 * abbreviations of English (`van`, `door`, `son`, `met`, `ai`), and single letters but the Slavic and Romance prepositions.
 */
const FUNCTION_WORDS: Readonly<Record<string, string>> = {
  en: `a an the of in on at by with from to into onto over under near through behind beside between among across along around against off up down out and or
    but while as for is are was were be his her its their my your our this that these those who which some no not two three i we me do so per`,
  de: `der die das des dem ein eine einen einem einer eines im in an am auf aus bei mit nach von vom zu zum zur über unter vor hinter neben zwischen durch für
    gegen ohne um und oder ist sind sein seine seinem seiner ihre ihrem ihren ihrer zwei drei beim ins`,
  es: `a el la los las un una unos unas de del al en con sin por para sobre bajo entre hacia desde es su sus dos tres no que se`,
  fr: `a le la les un une des du de au aux à dans en sur sous avec sans vers entre devant derrière et ou qui que est sont sa ses leur leurs deux trois près on`,
  it: `a il lo la gli le un uno una di del dello della dei degli delle allo alla alle da dalla in nel nello nella nei nelle su sul sullo sulla con per tra
    fra che è sono sua due tre i`,
  nl: `de het een en in op aan naar uit bij voor onder achter naast tussen zonder om is zijn haar twee drie te over we`,
  pl: `w we z ze na do od dla po nad przed za przy przez bez oraz lub jest są się jego jej dwa dwie dwóch trzy a i to`,
  pt: `a as um uma uns umas de do da dos das em no na nos nas ao à aos às com sem por pelo pela para sobre entre que é são seu sua dois duas três`,
  tr: `bir bu şu ve ile için gibi iki üç olan üzerinde altında içinde yanında üstünde arasında önünde`,
};

let byWord: ReadonlyMap<string, readonly string[]> | undefined;

/** How many words of a text are function words of English alone, and how many of other languages alone. */
export function countFunctionWords(words: readonly string[]): { english: number; foreign: number } {
  byWord ??= makeTable();
  let [english, foreign] = [0, 0];
  for (const word of words) {
    const languages = byWord.get(word.toLowerCase()) ?? [];
    const isEnglish = languages.includes('en');
    if (isEnglish && languages.length === 1) english++;
    else if (!isEnglish && languages.length > 0) foreign++;
  }
  return { english, foreign };
}

function makeTable(): Map<string, string[]> {
  const table = new Map<string, string[]>();
  for (const [language, list] of Object.entries(FUNCTION_WORDS))
    for (const word of list.split(/\s+/)) table.set(word, [...(table.get(word) ?? []), language]);
  return table;
}

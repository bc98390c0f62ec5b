/**
 * Words of everyday descriptions that are names of people, too, or that begin names (`Uncle Bob`): `rose on a table` is about a flower. English words, and
 * those of other languages that are given names.
 */
const WORDS = `
  amber angel april ash ashes aspen august aurora autumn baby basil bay bear bella berry bill bird birdie blue bob boss boy brandy bride brook brooke buck bud
  buddy candy carol cat chance charity chase chastity chuck clay cliff colt coral cricket crystal daisy dale dawn dean destiny diamond dick dixie dog dolly dot drew
  duke earl easter ebony eden ember emerald faith fern finn flora flower forest fox frank gale garnet gene genesis ginger glen glory grace grant gray green grey
  groom guy hal harmony harper haven hawk hazel heath heather heaven holly honey hope hunter ice iris ivory ivy jack jade jasmine jay jet jewel jim joy july june
  juniper justice king kitty lacy lady lance lane lark laurel lavender leaf liberty lily lion lotus love lucky man maple marina mark marsh mason max may meadow
  melody mercy merry midnight miles mill misty mistral moon myrtle neon nick nova oak ocean olive opal oscar paige pansy patience pat paris patty pearl penny pepper
  petal phoenix pierce piper poppy prince princess prudence queen rain rainbow raven ray red reed reef rich river rob robin rock rocky rod roman rosa rose rosemary
  rose ruby rusty sage sailor sand sandy saturn scarlet scout serenity shade shell shepherd sierra silver sky skip sonny spring stark star stella stone storm sue
  summer sun sunny tab tawny temple terra tiger tom toy trinity trip trooper tulip valentine van velvet vera vicky victor victory viola violet viper wade ward
  wave wells west white wick will willow winter wolf wood woman woody wren
  aunt auntie captain cousin doctor dr father friend girl grandfather grandmother kid little madame miss mister mother mr mrs ms neighbour neighbor old professor
  saint sir sister brother teacher the uncle young child family me my our us group team
  berta blanca bruno claire clara fleur lea luz marguerite mia perla pierre reine sol soleil stern violeta wolf linde heide jasmin melisse erika
  frau herr onkel tante oma opa monsieur signora señora señor don doña
`;

let known: ReadonlySet<string> | undefined;

/** @param key as `toLooseKey` makes it */
export function isCommonWord(key: string): boolean {
  known ??= new Set(WORDS.split(/\s+/));
  // Two letters are a word in one language or another.
  return key.length <= 2 || known.has(key);
}

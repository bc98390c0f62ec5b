/** For autocannon: each request asks for words that were never asked for before, so that none is answered from memory. */
const colours =
  'red,blue,green,white,black,brown,yellow,old,young,small,large,wet,happy,quiet,fast,tall,bright,dark,round,wooden'.split(
    ',',
  );
const things =
  'dog,cat,horse,boy,girl,woman,man,crowd,bicycle,car,boat,train,tree,flower,cake,house,bridge,bird,ball,lamp'.split(
    ',',
  );
const places =
  'beach,park,kitchen,mountain,lake,city,stage,field,roof,pool,forest,road,window,street,garden,church,hall,river,hill,bench'.split(
    ',',
  );

/** Words of the n-th request: 64 million sentences, each of eight common words. They are what the trial encodes alone, too. */
function makeWords(n) {
  let i = Math.imul(n, 0x9e3779b1) >>> 0;
  const pick = (words) => {
    const word = words[i % words.length];
    i = Math.floor(i / words.length);
    return word;
  };
  return `a ${pick(colours)} ${pick(things)} by a ${pick(things)} in a ${pick(colours)} ${pick(places)}`;
}

let next = Math.floor(Math.random() * 2 ** 31);
module.exports = (request) => ({
  ...request,
  path: `/api/v1/search?limit=20&q=${encodeURIComponent(makeWords(next++))}`,
});
module.exports.makeWords = makeWords;

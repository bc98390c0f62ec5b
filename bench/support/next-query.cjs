/** For autocannon: each request has a new query text, so that none is answered from a cache. */
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

/** Text of the n-th request: 64 million sentences of eight common words each. The trial measures encoding alone with the same texts. */
function makeText(n) {
  let i = Math.imul(n, 0x9e3779b1) >>> 0;
  const pick = (terms) => {
    const term = terms[i % terms.length];
    i = Math.floor(i / terms.length);
    return term;
  };
  return `a ${pick(colours)} ${pick(things)} by a ${pick(things)} in a ${pick(colours)} ${pick(places)}`;
}

let next = Math.floor(Math.random() * 2 ** 31);
module.exports = (request) => ({
  ...request,
  path: `/api/v1/search?limit=20&q=${encodeURIComponent(makeText(next++))}`,
});
module.exports.makeText = makeText;

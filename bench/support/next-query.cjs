/** For autocannon: each request asks for words that were never asked for before, so that none is answered from memory. */
const things =
  'dog,cat,horse,boy,girl,woman,man,crowd,bicycle,car,boat,train,tree,flower,cake,house,bridge,bird,ball'.split(',');
const places =
  'on a beach,in the snow,at night,in a park,in a kitchen,on a mountain,in the rain,by a lake,in a city'.split(',');
let n = Math.floor(Math.random() * 1e6) * 1000;

/** Words of the shape of the n-th request: also what the trial encodes alone, to compare with. */
function makeWords(i) {
  return `a ${things[i % things.length]} ${places[i % places.length]} number ${i}`;
}

module.exports = (request) => ({ ...request, path: `/api/v1/search?limit=20&q=${encodeURIComponent(makeWords(n++))}` });
module.exports.makeWords = makeWords;

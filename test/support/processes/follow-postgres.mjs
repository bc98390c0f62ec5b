// Follows the first space of a library into a database, again and again, until it is killed. Arguments: the library's folder, the address.
import { setTimeout as sleep } from 'node:timers/promises';
import { toVectorSource } from '../../../dist/library/spaces/vector-source.js';
import { Catalogue } from '../../../dist/store/catalogue.js';
import { SpaceFollower } from '../../../dist/vectors/follower.js';

const [path, server] = process.argv.slice(2);
const catalogue = new Catalogue(path, { create: false });
const source = toVectorSource(catalogue, catalogue.spaces.list()[0]);
let space = new SpaceFollower(source, { indexPath: '/nowhere/graph-1.json', server });
console.log('following');
for (;;) {
  try {
    await space.flush();
    console.log(`followed ${space.size}`);
  } catch (error) {
    // A server that was stopped hard starts again.
    if (!error.code?.startsWith('engine-unreachable')) throw error;
    console.log('waiting');
    await space.close();
    space = new SpaceFollower(source, { indexPath: '/nowhere/graph-1.json', server });
  }
  await sleep(20);
}

import { usearchEngine } from '#src/vectors/engines/usearch/usearch-engine.js';
import { withTruth } from '../../../support/vectors/with-truth.js';
import { describeVectorIndex } from '../../vector-index.contract.js';

const engine = withTruth(usearchEngine);

describeVectorIndex('the usearch engine', engine, { isPersistent: true });
describeVectorIndex('the usearch engine with every vector indexed', engine, {
  isPersistent: true,
  settle: (index) => index.flush(),
});

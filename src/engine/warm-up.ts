// What takes long the first time and knows nothing of any file, done before one is opened: the runtime loads its time
// zones, and the library makes the headers of the tables' messages.
import { encodeSchema } from '../../contracts/tables.ts';
import { tradeDaySpans } from '../../contracts/trade-dates.ts';
import { ChunkBuilder } from '../core/silver/chunk-builder.ts';
import { encodeChunk, STORED_TABLES } from './store/silver-codec.ts';

/** Any dataset whose exchange has a time zone. */
const DATASET = 'GLBX.MDP3';

export function warmUp(): void {
  tradeDaySpans(DATASET, 0);
  for (const spec of STORED_TABLES) encodeSchema(spec);
  encodeChunk(new ChunkBuilder().lend(), 0n);
}

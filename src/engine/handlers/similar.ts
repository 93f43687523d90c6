// Requests about moments like the one at hand.
import type { Handlers } from '../../../contracts/wire/peer.ts';
import type { EngineContext } from './context.ts';

export function similarHandlers({ similar, jobs }: EngineContext) {
  return {
    'similar.at': async (request, { signal }) => ({
      result: await jobs.guard(request.dayId, () => similar.at(request, signal)),
    }),
  } satisfies Handlers;
}

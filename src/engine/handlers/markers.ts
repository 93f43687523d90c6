// Requests about walls, voids and fronts.
import type { Handlers } from '../../../contracts/wire/peer.ts';
import type { EngineContext } from './context.ts';

export function markerHandlers({ gold, jobs, markers }: EngineContext) {
  return {
    'day.markers': async ({ dayId, windowFrom, windowEnd, params, markers: how }, { signal }) => ({
      result: { windowFrom, windowEnd },
      payload: await jobs.guard(dayId, () =>
        gold.serve(() => markers.day(dayId, gold.setOf(params), how).markers(windowFrom, windowEnd, signal)),
      ),
    }),

    'day.events': async ({ dayId, windowFrom, params, markers: how }, { signal }) => {
      const { windowEnd, complete, tapeKnown, table } = await jobs.guard(dayId, () =>
        markers.day(dayId, gold.setOf(params), how).events(windowFrom, signal),
      );
      return { result: { windowEnd, complete, tapeKnown }, payload: table };
    },
  } satisfies Handlers;
}

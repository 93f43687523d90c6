// Requests about an instant and about orders.
import type { Handlers } from '../../../contracts/wire/peer.ts';
import type { EngineContext } from './context.ts';

export function exactHandlers({ exact }: EngineContext) {
  return {
    'book.at': async (request, { signal }) => ({ result: await exact.book(request, signal) }),

    'order.life': async ({ dayId, orderId }, { signal }) => ({
      result: await exact.orderLife(dayId, orderId, signal),
    }),

    'cell.orders': async (request, { signal }) => ({ result: await exact.cellOrders(request, signal) }),
  } satisfies Handlers;
}

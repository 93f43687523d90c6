// Requests about an instant and about orders.
import type { Handlers } from '../../../contracts/wire/peer.ts';
import type { EngineContext } from './context.ts';

export function exactHandlers({ exact }: EngineContext) {
  return {
    'book.at': async (request) => ({ result: await exact.book(request) }),

    'order.life': async ({ dayId, orderId }, { signal }) => ({
      result: await exact.orderLife(dayId, orderId, signal),
    }),

    'cell.orders': async (request) => ({ result: await exact.cellOrders(request) }),
  } satisfies Handlers;
}

import { describe, expect, it } from 'vitest';
import { SESSION_STATISTIC, SESSION_STATUS, type SessionEvent, sessionFromEvents } from './session.ts';

const BLANK = { flags: 0, update: 0, refNanos: null, priceNanos: null, quantity: null } as const;
const DAY = 86_400_000_000_000n;
const status = (tsNanos: bigint, code: number): SessionEvent => ({
  ...BLANK,
  tsNanos,
  kind: SESSION_STATUS,
  code,
});
const statistic = (tsNanos: bigint, code: number, more: Partial<SessionEvent>): SessionEvent => ({
  ...BLANK,
  tsNanos,
  kind: SESSION_STATISTIC,
  code,
  update: 1,
  ...more,
});

describe('trading states', () => {
  it('are spans from one status to the next; trading itself is none', () => {
    const events = [status(0n, 7), status(100n, 9), status(200n, 1), status(300n, 7), status(400n, 12)];
    expect(sessionFromEvents(events).spans).toEqual([
      { state: 'pause', fromNanos: '100', toNanos: '200' },
      { state: 'pre-open', fromNanos: '200', toNanos: '300' },
      { state: 'close', fromNanos: '400', toNanos: null },
    ]);
  });

  it('go on through rows that restate them or say something else', () => {
    const events = [status(100n, 8), status(150n, 8), status(160n, 0), status(170n, 14), status(200n, 7)];
    expect(sessionFromEvents(events).spans).toEqual([{ state: 'halt', fromNanos: '100', toNanos: '200' }]);
  });

  it('follow time where files of different schemas were read one after the other', () => {
    const events = [status(300n, 7), status(100n, 8)];
    expect(sessionFromEvents(events).spans).toEqual([{ state: 'halt', fromNanos: '100', toNanos: '300' }]);
  });
});

describe('published figures', () => {
  it('hold until the next one of their kind', () => {
    const { figures } = sessionFromEvents([
      statistic(10n, 5, { priceNanos: 100n }),
      statistic(20n, 4, { priceNanos: 90n }),
      statistic(30n, 5, { priceNanos: 110n }),
      statistic(40n, 9, { quantity: 2_000_000n, refNanos: DAY }),
      statistic(50n, 12, { priceNanos: 1n }),
    ]);
    expect(
      figures.map(({ figure, fromNanos, toNanos, priceNanos }) => [figure, fromNanos, toNanos, priceNanos]),
    ).toEqual([
      ['high', '10', '30', '100'],
      ['low', '20', null, '90'],
      ['high', '30', null, '110'],
      ['open interest', '40', null, null],
    ]);
    expect(figures[3]).toMatchObject({ quantity: '2000000', refDate: '1970-01-02' });
  });

  it('keeps the newest reference date, and knows preliminary from final', () => {
    const { figures } = sessionFromEvents([
      statistic(10n, 3, { priceNanos: 100n, refNanos: 2n * DAY, flags: 2 }),
      statistic(20n, 3, { priceNanos: 99n, refNanos: DAY, flags: 3 }),
      statistic(30n, 3, { priceNanos: 101n, refNanos: 2n * DAY, flags: 3 }),
    ]);
    expect(figures.map(({ priceNanos, toNanos, isFinal }) => [priceNanos, toNanos, isFinal])).toEqual([
      ['100', '30', false],
      ['101', null, true],
    ]);
  });

  it('are taken back by a deletion and by an undefined price', () => {
    const { figures } = sessionFromEvents([
      statistic(10n, 2, { priceNanos: 100n }),
      statistic(20n, 2, { priceNanos: 100n, update: 2 }),
      statistic(30n, 2, { priceNanos: 102n }),
      statistic(40n, 2, {}),
    ]);
    expect(figures.map(({ fromNanos, toNanos }) => [fromNanos, toNanos])).toEqual([
      ['10', '20'],
      ['30', '40'],
    ]);
  });
});

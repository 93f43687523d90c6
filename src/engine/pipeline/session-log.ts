// Status and statistics records on their way into the store: gathered by instrument and UTC day, wherever they come from
// (the file itself or files beside it), bounded however many there are.
import { RTYPE } from '../../core/dbn/layout.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import { decodeStatistic } from '../../core/dbn/statistics.ts';
import { decodeStatus } from '../../core/dbn/status.ts';
import { SESSION_STATISTIC, SESSION_STATUS, type SessionEvent } from '../../core/silver/session.ts';

const DAY_NANOS = 86_400_000_000_000n;
const UNDEF_TS = 0xffffffffffffffffn;
/** A statistics file of a year of an exchange would fill this; a day of one instrument has some hundreds. */
const MOST_EVENTS = 1_000_000;

export class SessionLog {
  readonly #days = new Map<string, SessionEvent[]>();
  #count = 0;

  /** Takes a record at byte `offset` if it is one of these. */
  take(rtype: number, bytes: Uint8Array, offset: number, metadata: DbnMetadata): void {
    if (this.#count >= MOST_EVENTS) return;
    const { version, tsOut } = metadata;
    if (rtype === RTYPE.status) {
      const status = decodeStatus(bytes, offset, version, tsOut);
      if (!status) return;
      const { action: code, tradingEvent: flags } = status;
      const event = { kind: SESSION_STATUS, code, flags, update: 0 } as const;
      this.#add(status, { ...event, refNanos: null, priceNanos: null, quantity: null });
    } else if (rtype === RTYPE.statistics) {
      const statistic = decodeStatistic(bytes, offset, version, tsOut);
      if (!statistic) return;
      const { statType: code, statFlags: flags, updateAction: update } = statistic;
      const { tsRefNanos: refNanos, priceNanos, quantity } = statistic;
      this.#add(statistic, { kind: SESSION_STATISTIC, code, flags, update, refNanos, priceNanos, quantity });
    }
  }

  /** Of one instrument and day, in the order in which they came. */
  eventsOf(publisherId: number, instrumentId: number, dayStartNanos: bigint): readonly SessionEvent[] {
    return this.#days.get(keyOf(publisherId, instrumentId, dayStartNanos)) ?? [];
  }

  #add(
    record: {
      readonly publisherId: number;
      readonly instrumentId: number;
      readonly tsRecvNanos: bigint;
      readonly tsEventNanos: bigint;
    },
    event: Omit<SessionEvent, 'tsNanos'>,
  ): void {
    const { publisherId, instrumentId, tsRecvNanos, tsEventNanos } = record;
    const tsNanos = tsRecvNanos === 0n || tsRecvNanos === UNDEF_TS ? tsEventNanos : tsRecvNanos;
    if (tsNanos === 0n || tsNanos === UNDEF_TS) return;
    const key = keyOf(publisherId, instrumentId, tsNanos - (tsNanos % DAY_NANOS));
    const events = this.#days.get(key) ?? [];
    this.#days.set(key, events);
    events.push({ ...event, tsNanos });
    this.#count += 1;
  }
}

function keyOf(publisherId: number, instrumentId: number, dayStartNanos: bigint): string {
  return `${publisherId}.${instrumentId}.${dayStartNanos}`;
}

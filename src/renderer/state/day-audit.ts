// The open day's audit for its pane: asked for while the pane is shown, again when the day has grown. One request at a
// time; an answer for a day that was left is dropped.

import type { DayAudit } from '../../../contracts/audit.ts';
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type Observable, ObservableValue } from './observable.ts';

export interface AuditOfDay {
  readonly dayId: string;
  readonly audit: DayAudit;
}

export class DayAuditReadout {
  readonly #peer: Peer;
  readonly #report: (fault: Fault) => void;
  readonly #audit = new ObservableValue<AuditOfDay | null>(null);
  #wanted: string | null = null;
  #isAsking = false;
  #isStale = false;

  constructor(peer: Peer, report: (fault: Fault) => void) {
    this.#peer = peer;
    this.#report = report;
  }

  get audit(): Observable<AuditOfDay | null> {
    return this.#audit;
  }

  /** Brings the audit of a day up to date. */
  async load(dayId: string): Promise<void> {
    this.#wanted = dayId;
    this.#isStale = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#isStale) {
      this.#isStale = false;
      await this.#ask(this.#wanted);
    }
    this.#isAsking = false;
  }

  async #ask(dayId: string): Promise<void> {
    try {
      const { result } = await this.#peer.call('day.audit', { dayId });
      if (this.#wanted === dayId) this.#audit.set({ dayId, audit: result });
    } catch (error) {
      if (this.#wanted === dayId) this.#report(faultFrom(error));
    }
  }
}

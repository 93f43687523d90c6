// Fills that wait for the next cancel or modify of their order, the record that really takes the quantity off
// (field-model §2 "Pending fill"). One linked list an order, its head kept in the order's slot; entries live in a pool
// because fills are few at any time. A fill keeps its ts_event: one older than the record that comes counts for nothing.

export class PendingFills {
  #quantities = new Float64Array(16);
  #times = new Float64Array(16);
  #next = new Int32Array(16);
  /** Entry 0 is "none". */
  #used = 1;
  #free = 0;

  /** Adds a fill before `head`; returns the new head. Fills of one instant share an entry. */
  push(head: number, quantity: number, ts: number): number {
    if (head !== 0 && this.#times[head] === ts) {
      this.#quantities[head]! += quantity;
      return head;
    }
    let entry = this.#free;
    if (entry !== 0) this.#free = this.#next[entry] as number;
    else {
      if (this.#used === this.#next.length) this.#grow();
      entry = this.#used;
      this.#used += 1;
    }
    this.#quantities[entry] = quantity;
    this.#times[entry] = ts;
    this.#next[entry] = head;
    return entry;
  }

  /** Frees a list and returns what it holds that is not older than `ts`. */
  consume(head: number, ts: number): number {
    let total = 0;
    let entry = head;
    while (entry !== 0) {
      if ((this.#times[entry] as number) >= ts) total += this.#quantities[entry] as number;
      const next = this.#next[entry] as number;
      this.#next[entry] = this.#free;
      this.#free = entry;
      entry = next;
    }
    return total;
  }

  /** What a list holds, newest first. */
  entries(head: number): { readonly quantity: number; readonly ts: number }[] {
    const list: { quantity: number; ts: number }[] = [];
    for (let entry = head; entry !== 0; entry = this.#next[entry] as number)
      list.push({ quantity: this.#quantities[entry] as number, ts: this.#times[entry] as number });
    return list;
  }

  clear(): void {
    this.#used = 1;
    this.#free = 0;
  }

  /** Moves the origin of all times by `nanos` (a new UTC day). */
  shiftTimes(nanos: number): void {
    for (let entry = 1; entry < this.#used; entry += 1) this.#times[entry]! -= nanos;
  }

  #grow(): void {
    const length = this.#next.length * 2;
    const quantities = new Float64Array(length);
    const times = new Float64Array(length);
    const next = new Int32Array(length);
    quantities.set(this.#quantities);
    times.set(this.#times);
    next.set(this.#next);
    this.#quantities = quantities;
    this.#times = times;
    this.#next = next;
  }
}

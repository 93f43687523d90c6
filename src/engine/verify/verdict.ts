// What a verification counts: events compared with the truth, equal, explained, unexplained. Explained means that a
// stated rule of the formats makes the two differ, and that this rule, applied, makes them equal.

export interface Example {
  /** Row of the truth's file, from 1. */
  readonly row: number;
  readonly what: string;
}

export interface Explanation {
  readonly rule: string;
  readonly count: number;
  readonly first: Example;
}

export interface Verdict {
  readonly compared: number;
  readonly equal: number;
  readonly explained: number;
  readonly unexplained: number;
  readonly explanations: readonly Explanation[];
  readonly unexplainedExamples: readonly Example[];
}

const MAX_EXAMPLES = 10;

export class VerdictTally {
  #equal = 0;
  #unexplained = 0;
  readonly #explanations = new Map<string, { count: number; first: Example }>();
  readonly #examples: Example[] = [];

  equal(): void {
    this.#equal += 1;
  }

  explained(rule: string, example: Example): void {
    const known = this.#explanations.get(rule);
    if (known) known.count += 1;
    else this.#explanations.set(rule, { count: 1, first: example });
  }

  unexplained(example: Example): void {
    this.#unexplained += 1;
    if (this.#examples.length < MAX_EXAMPLES) this.#examples.push(example);
  }

  verdict(): Verdict {
    const explanations = [...this.#explanations].map(([rule, { count, first }]) => ({ rule, count, first }));
    const explained = explanations.reduce((sum, { count }) => sum + count, 0);
    return {
      compared: this.#equal + explained + this.#unexplained,
      equal: this.#equal,
      explained,
      unexplained: this.#unexplained,
      explanations,
      unexplainedExamples: this.#examples,
    };
  }
}

// Why a value is what it is: terms that add up to it, each with what went into it. A field's own terms stand in its file
// in catalogue/; here is what several fields share. They are written from the model's formulas and from the cell's
// quantities, not from the loops that fill the planes, so that a test can hold one against the other.
import type { Lattice } from '../../../contracts/fields.ts';
import type { FieldParams } from '../../../contracts/params.ts';

export interface Term {
  readonly name: string;
  readonly value: number;
  /** By name: quantities of silver, ids of fields (a neighbour as `id[k+1]`), parameters. */
  readonly inputs: Readonly<Record<string, number>>;
}

/** Lots of a cell in one window; `rest` is 0 on feeds without order ages. */
export interface CellLots {
  readonly start: number;
  readonly add: number;
  readonly pull: number;
  readonly fill: number;
  readonly end: number;
  readonly rest: number;
}

/** What outlives a window, at its end and at that of the valid window before. */
export interface CellMemory {
  /** u now and in the two valid windows before. */
  readonly velocities: readonly [now: number, before: number, before2: number];
  readonly averages: readonly number[];
  readonly averagesBefore: readonly number[];
}

/** One cell of one lattice in one valid window, with all that its fields are made of. */
export interface ExplainedCell {
  readonly params: FieldParams;
  readonly lattice: Lattice;
  /** Valid windows of the day so far, this one included. */
  readonly validWindows: number;
  /** False on feeds without order ages. */
  readonly hasRest: boolean;
  /** Of the lattice: both sides together on the line. */
  readonly lots: CellLots;
  readonly memory: CellMemory;
  /** u_ema_8 of either side; 0 for a side that the lattice does not hold. */
  readonly sideAverages: { readonly bid: number; readonly ask: number };
  /** Value of a field as published, here or `offset` ticks off. */
  at(fieldId: string, offset?: number): number;
}

export type TermsOf = (cell: ExplainedCell) => readonly Term[];

export function term(name: string, value: number, inputs: Term['inputs']): Term {
  return { name, value, inputs };
}

/** Ids of the averages in the order of the time constants. */
const AVERAGE_IDS = ['u_ema_2', 'u_ema_8', 'u_ema_32', 'u_ema_128'] as const;

/** An average: what this second's û brought, and what is left of all before it. */
export function averageTerms(k: number): TermsOf {
  return ({ params, memory, at }) => {
    const tau = params.taus[k];
    const kept = Math.exp(-1 / tau);
    const limited = at('liquidity_velocity_lim');
    const before = memory.averagesBefore[k];
    return [
      term('this_second', (1 - kept) * limited, {
        liquidity_velocity_lim: limited,
        alpha: 1 - kept,
        tau_s: tau,
      }),
      term('before', kept * before, { [`${AVERAGE_IDS[k]}[t-1]`]: before, kept }),
    ];
  };
}

/** A band: the quicker of two averages minus the slower. */
export function bandTerms(quick: number): TermsOf {
  return ({ memory }) =>
    [quick, quick + 1].map((k) => {
      const value = memory.averages[k];
      return term(AVERAGE_IDS[k], k === quick ? value : -value, { [AVERAGE_IDS[k]]: value });
    });
}

/** Change of averages since the last valid window, each with its sign. */
export function averageRateTerms(signs: readonly (readonly [k: number, sign: 1 | -1])[]): TermsOf {
  return ({ memory, validWindows }) =>
    validWindows < 2
      ? []
      : signs.map(([k, sign]) => {
          const now = memory.averages[k];
          const before = memory.averagesBefore[k];
          const id = AVERAGE_IDS[k];
          return term(`change_of_${id}`, sign * (now - before), { [id]: now, [`${id}[t-1]`]: before });
        });
}

/** (f(k+1) - f(k-1)) / 2. */
export function slopeTerms(id: string): TermsOf {
  return ({ at }) => [
    term('above', at(id, 1) / 2, { [`${id}[k+1]`]: at(id, 1) }),
    term('below', -at(id, -1) / 2, { [`${id}[k-1]`]: at(id, -1) }),
  ];
}

/** f(k+1) - 2 f(k) + f(k-1). */
export function curvatureTerms(id: string): TermsOf {
  return ({ at }) => [
    term('above', at(id, 1), { [`${id}[k+1]`]: at(id, 1) }),
    term('here', -2 * at(id), { [id]: at(id) }),
    term('below', at(id, -1), { [`${id}[k-1]`]: at(id, -1) }),
  ];
}

/** A flow over the depth at the window's opening. */
export function intensityTerms(name: string, column: string, flow: 'add' | 'pull' | 'fill'): TermsOf {
  return ({ lots }) => [
    term(name, lots[flow] / (lots.start + 1), { [column]: lots[flow], depth_qty_start: lots.start }),
  ];
}

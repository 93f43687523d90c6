// Calls, cancels and events over a ByteLink. One Peer per end; it validates what it is given and what it gets, keeps
// deadlines, and hands every failure to its caller as a FaultError, once.
import { type Disposable, disposableFrom } from '../../src/base/disposable.ts';
import { Fault, FaultError, faultFrom } from '../errors.ts';
import {
  EVENTS,
  type EventBody,
  type EventName,
  REQUESTS,
  type RequestName,
  type RequestParams,
  type RequestParsed,
  type RequestResult,
} from '../messages.ts';
import { decodeEnvelope, type Envelope, encodeEnvelope, KIND } from './envelope.ts';
import type { ByteLink } from './link.ts';

export interface Reply<N extends RequestName> {
  readonly result: RequestResult<N>;
  readonly payload: Uint8Array | null;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly payload?: Uint8Array;
}

export interface CallContext {
  /** Aborted when the caller cancels or the link closes. */
  readonly signal: AbortSignal;
  readonly payload: Uint8Array | null;
}

export type Handler<N extends RequestName> = (
  params: RequestParsed<N>,
  context: CallContext,
) => Promise<{ result: RequestResult<N>; payload?: Uint8Array }>;

export type Handlers = { readonly [N in RequestName]?: Handler<N> };

interface PendingCall {
  readonly name: RequestName;
  readonly settle: (outcome: { reply: Envelope } | { fault: Fault }) => void;
}

export class Peer {
  readonly #link: ByteLink;
  readonly #handlers: Handlers;
  readonly #pending = new Map<number, PendingCall>();
  readonly #running = new Map<number, AbortController>();
  readonly #listeners = new Map<EventName, Set<(body: never) => void>>();
  readonly #closers = new Set<() => void>();
  #nextCallId = 1;
  #closed = false;

  constructor(link: ByteLink, handlers: Handlers = {}) {
    this.#link = link;
    this.#handlers = handlers;
    link.onMessage((bytes) => this.#receive(bytes));
    link.onClose(() => this.#close());
  }

  get closed(): boolean {
    return this.#closed;
  }

  async call<N extends RequestName>(
    name: N,
    params: RequestParams<N>,
    options: CallOptions = {},
  ): Promise<Reply<N>> {
    if (this.#closed) throw new FaultError({ code: 'link_closed', message: 'The engine is not connected.' });
    if (options.signal?.aborted) throw cancelled(name);
    const callId = this.#nextCallId++;
    const reply = await this.#exchange(callId, name, params, options);
    const body = REQUESTS[name].result.safeParse((reply.head as { result?: unknown } | null)?.result);
    if (!body.success)
      throw new FaultError({ code: 'bad_request', message: `The reply to ${name} is malformed.` });
    return { result: body.data as RequestResult<N>, payload: reply.payload };
  }

  emit<N extends EventName>(name: N, body: EventBody<N>): void {
    if (this.#closed) return;
    this.#send({
      kind: KIND.event,
      callId: 0,
      head: { name, body: EVENTS[name].parse(body) },
      payload: null,
    });
  }

  on<N extends EventName>(name: N, listener: (body: EventBody<N>) => void): Disposable {
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set);
    set.add(listener as (body: never) => void);
    return disposableFrom(() => set.delete(listener as (body: never) => void));
  }

  /** Called once, when either end has closed or failed; pending calls have then been rejected. */
  onClose(listener: () => void): Disposable {
    this.#closers.add(listener);
    return disposableFrom(() => this.#closers.delete(listener));
  }

  close(): void {
    this.#link.close();
    this.#close();
  }

  #exchange(callId: number, name: RequestName, params: unknown, options: CallOptions): Promise<Envelope> {
    return new Promise<Envelope>((resolve, reject) => {
      const deadlineMs = REQUESTS[name].deadlineMs;
      const giveUp = (fault: FaultError): void => {
        this.#send({ kind: KIND.cancel, callId, head: null, payload: null });
        this.#pending.get(callId)?.settle({ fault: fault.fault });
      };
      const onAbort = (): void => giveUp(cancelled(name));
      const timer =
        deadlineMs === null ? undefined : setTimeout(() => giveUp(late(name, deadlineMs)), deadlineMs);
      options.signal?.addEventListener('abort', onAbort, { once: true });
      this.#pending.set(callId, {
        name,
        settle: (outcome) => {
          this.#pending.delete(callId);
          clearTimeout(timer);
          options.signal?.removeEventListener('abort', onAbort);
          if ('reply' in outcome) resolve(outcome.reply);
          else reject(new FaultError(outcome.fault));
        },
      });
      this.#send({ kind: KIND.request, callId, head: { name, params }, payload: options.payload ?? null });
    });
  }

  #send(message: Envelope): void {
    if (!this.#closed) this.#link.send(encodeEnvelope(message));
  }

  #receive(bytes: Uint8Array): void {
    if (this.#closed) return;
    const decoded = decodeEnvelope(bytes);
    // A link that carries anything but our envelopes is not our peer: nothing after it can be trusted.
    if (!decoded.ok) this.close();
    else this.#dispatch(decoded.value);
  }

  #dispatch(message: Envelope): void {
    if (message.kind === KIND.request) void this.#serve(message);
    else if (message.kind === KIND.cancel) this.#running.get(message.callId)?.abort();
    else if (message.kind === KIND.event) this.#notify(message);
    else this.#settle(message);
  }

  #settle(message: Envelope): void {
    const pending = this.#pending.get(message.callId);
    if (!pending) return; // cancelled or late: the answer is no longer wanted
    if (message.kind === KIND.response) {
      pending.settle({ reply: message });
      return;
    }
    const fault = Fault.safeParse((message.head as { fault?: unknown } | null)?.fault);
    const unexplained: Fault = { code: 'internal', message: `${pending.name} failed without a reason.` };
    pending.settle({ fault: fault.success ? fault.data : unexplained });
  }

  async #serve(message: Envelope): Promise<void> {
    const { callId } = message;
    const abort = new AbortController();
    this.#running.set(callId, abort);
    try {
      const { name, params } = parseRequest(message.head);
      const handler = this.#handlers[name] as Handler<RequestName> | undefined;
      if (!handler) throw badRequest(`This end does not answer ${name}.`);
      const reply = await handler(params, { signal: abort.signal, payload: message.payload });
      if (abort.signal.aborted) return;
      this.#send({
        kind: KIND.response,
        callId,
        head: { result: reply.result },
        payload: reply.payload ?? null,
      });
    } catch (error) {
      if (!abort.signal.aborted) {
        this.#send({ kind: KIND.failure, callId, head: { fault: faultFrom(error) }, payload: null });
      }
    } finally {
      this.#running.delete(callId);
    }
  }

  #notify(message: Envelope): void {
    const head = message.head as { name?: unknown; body?: unknown } | null;
    if (typeof head?.name !== 'string' || !Object.hasOwn(EVENTS, head.name)) return;
    const name = head.name as EventName;
    const body = EVENTS[name].safeParse(head.body);
    if (!body.success) return;
    for (const listener of this.#listeners.get(name) ?? []) listener(body.data as never);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const abort of this.#running.values()) abort.abort();
    const fault: Fault = { code: 'link_closed', message: 'The connection to the engine closed.' };
    for (const pending of [...this.#pending.values()]) pending.settle({ fault });
    for (const closer of this.#closers) closer();
  }
}

function parseRequest(head: unknown): { name: RequestName; params: RequestParsed<RequestName> } {
  const { name, params } = (head ?? {}) as { name?: unknown; params?: unknown };
  if (typeof name !== 'string' || !Object.hasOwn(REQUESTS, name))
    throw badRequest(`Unknown request ${String(name)}.`);
  const parsed = REQUESTS[name as RequestName].params.safeParse(params);
  if (!parsed.success) {
    throw badRequest(
      `${name}: ${parsed.error.issues.map((i) => `${i.path.join('.')} ${i.message}`).join('; ')}`,
    );
  }
  return { name: name as RequestName, params: parsed.data as RequestParsed<RequestName> };
}

function badRequest(message: string): FaultError {
  return new FaultError({ code: 'bad_request', message });
}

function cancelled(name: RequestName): FaultError {
  return new FaultError({ code: 'cancelled', message: `${name} was cancelled.` });
}

function late(name: RequestName, deadlineMs: number): FaultError {
  return new FaultError({
    code: 'deadline_exceeded',
    message: `${name} took longer than ${deadlineMs / 1000} s.`,
  });
}

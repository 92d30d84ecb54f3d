/** Faults on demand: what can be injected, and which requests it meets. `delivery.ts` applies it. */

import type { ServiceErrorCode } from '../api/service-error';
import type { RequestedOperation, Subject } from '../api/subject';
import type { HeaderList } from './reply';

/** One disturbance of one or several requests. */
export type Fault = FaultScope & FaultAction;

export interface FaultScope {
  /** How many requests it acts on before all is normal again; default 1, `Infinity` for all. */
  times?: number;
  /** Only requests to this function (`service$function` on 2.0); default: any request. */
  functionName?: string;
  /** Only this operation, or requests to HTTP triggers; default: any. */
  operation?: RequestedOperation;
}

export type FaultAction =
  /** Waits before anything runs, or between the run and the response. */
  | { type: 'delay'; before: 'run' | 'response'; milliseconds: number }
  /** Resets the connection (RST): nothing has run, or all has run, or in the middle of the body. */
  | { type: 'reset'; when: 'before-run' | 'after-run' | 'in-body' }
  /** Closes the connection when it has been idle for so long after the response. */
  | { type: 'close-idle'; milliseconds: number }
  /** Sends something else than FC's response: a gateway's HTML, an empty 500, … */
  | ({
      type: 'respond';
      status: number;
      reason?: string;
      headers?: HeaderList;
      body?: string | Buffer;
    } & MayRun)
  /** Refuses as FC does, with one of its codes, e.g. ResourceExhausted. */
  | ({
      type: 'service-error';
      code: ServiceErrorCode;
      message?: string;
      /** E.g. `Retry-After`. */
      headers?: HeaderList;
    } & MayRun)
  /** Sends these bytes instead of an HTTP response, then closes the connection. */
  | ({ type: 'raw-response'; bytes: string | Buffer } & MayRun)
  /** Sends the body in pieces. */
  | { type: 'drip'; bytes: number; intervalMilliseconds: number }
  /** Sends the body again and again, without a length, until the client goes away. */
  | { type: 'endless' }
  /** Sends only so many bytes of the body that Content-Length announces, then closes. */
  | { type: 'truncate'; bytes: number }
  /**
   * Changes the head of the response; nothing is checked or escaped. `set` replaces the headers of
   * its names; a name may be repeated.
   */
  | { type: 'headers'; set?: HeaderList; remove?: readonly string[]; reason?: string }
  /** Replaces the log tail by this, correctly encoded. */
  | { type: 'log'; text: string | Buffer }
  /** Replaces the body. */
  | { type: 'body'; body: string | Buffer }
  /** The server's clock is wrong by so much, for the signature and in the `Date` header. */
  | { type: 'clock'; offsetMilliseconds: number };

interface MayRun {
  /** `true`: the request is processed first and only its response is lost; default `false`. */
  run?: boolean;
}

/** The faults that act on one request. */
export type ActiveFaults = readonly Fault[];

/** The faults of one type, in the order of their injection. */
export function faultsOf<Type extends Fault['type']>(
  faults: ActiveFaults,
  type: Type,
): Extract<Fault, { type: Type }>[] {
  return faults.filter((fault): fault is Extract<Fault, { type: Type }> => fault.type === type);
}

/**
 * Injected faults wait in a queue. A request takes the first entry that concerns it; the faults of
 * one entry, injected together, act together.
 */
export class FaultQueue {
  #entries: { fault: Fault; left: number }[][] = [];

  inject(faults: readonly Fault[]): void {
    this.#entries.push(faults.map((fault) => ({ fault, left: fault.times ?? 1 })));
  }

  /** @param subject what the request is for, as far as its path tells */
  take(subject: Subject): ActiveFaults {
    for (const entry of this.#entries) {
      const matching = entry.filter(
        ({ fault, left }) =>
          left > 0 &&
          (fault.functionName === undefined || fault.functionName === subject.functionName) &&
          (fault.operation === undefined || fault.operation === subject.operation),
      );
      if (matching.length === 0) continue;
      for (const item of matching) item.left -= 1;
      this.#entries = this.#entries.filter((each) => each.some(({ left }) => left > 0));
      return matching.map(({ fault }) => fault);
    }
    return [];
  }
}

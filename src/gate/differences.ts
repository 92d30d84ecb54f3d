import { isJsonObject, type JsonObject } from '../json';
import { counted } from '../text';
import { isSameHere, kindOf, Opaque, type Part, showSides, type Value } from './compared-value';
import type { IgnoredPath } from './ignored-paths';
import { leadsTo, memberOf, pathText } from './result-path';

/** A place where candidate and baseline differ, or where the baseline differs from itself. */
export interface Difference {
  /**
   * As `compare-ignore` takes it, e.g. `items[3]."a b"`; `result`, `errorType` and `statusCode` for
   * these as a whole.
   */
  readonly path: string;
  /** In one line and cut, as values of expectations are shown. */
  readonly candidate: string;
  readonly baseline: string;
  /** Whether the values come out of the result, so that `show-result: false` hides them. */
  readonly mayShowResult: boolean;
}

/** Places in the order of their paths: all are counted, and the first ones kept. */
export interface Places {
  readonly count: number;
  readonly first: readonly Difference[];
}

/** How many there are, e.g. `1 place`. */
export function countPlaces({ count }: Pick<Places, 'count'>): string {
  return counted(count, 'place');
}

/** More of them are in the summary. */
const MAX_DESCRIBED = 10;

/** The first places in a line each, e.g. `` `items[3].id` is 5, in the baseline 6 ``. */
export function describeDifferences({ count, first }: Places, showResult: boolean): string[] {
  const shown = first.slice(0, MAX_DESCRIBED);
  const lines = shown.map(({ path, candidate, baseline, mayShowResult }) =>
    mayShowResult && !showResult
      ? `\`${path}\` differs`
      : `\`${path}\` is ${candidate}, in the baseline ${baseline}`,
  );
  return count > shown.length ? [...lines, `… and ${count - shown.length} more`] : lines;
}

/** More than any log or summary shows. */
const MAX_KEPT = 1000;

/**
 * Collects the places where a candidate differs from a baseline. Where the baseline differs from
 * itself is noise with all below, as long as the candidate has there what the baseline has shown:
 * no value, or one of that type. Whoever invoked the baseline once gives that as `again`, too.
 */
export class Comparer {
  readonly differences = new PlaceList();
  readonly noise = new PlaceList();
  readonly #path: (string | number)[] = [];

  constructor(private readonly ignored: readonly IgnoredPath[]) {}

  /** Compares what is not a part of the result. */
  compareValue(name: string, candidate: Value, baseline: Value, again: Value): void {
    this.#isSettled(() => ({ path: name, mayShowResult: false }), candidate, baseline, again);
  }

  compareResult(candidate: Value, baseline: Value, again: Value): void {
    if (candidate instanceof Opaque || baseline instanceof Opaque || again instanceof Opaque) {
      this.#isSettled(this.#here, candidate, baseline, again);
    } else {
      this.#visit(candidate, baseline, again, this.ignored);
    }
  }

  readonly #here = (): Place => ({ path: pathText(this.#path) || 'result', mayShowResult: true });

  /** @param ignored paths that lead below the place where the walk is */
  #visit(candidate: Part, baseline: Part, again: Part, ignored: readonly IgnoredPath[]): void {
    if (this.#isSettled(this.#here, candidate, baseline, again)) return;
    if (Array.isArray(candidate) && Array.isArray(baseline) && Array.isArray(again)) {
      const length = Math.max(candidate.length, baseline.length, again.length);
      for (let index = 0; index < length; index++) {
        this.#step(index, candidate[index], baseline[index], again[index], ignored);
      }
    } else if (isJsonObject(candidate) && isJsonObject(baseline) && isJsonObject(again)) {
      for (const name of namesOfParts(candidate, baseline, again)) {
        const part = (object: JsonObject) => memberOf(object, name);
        this.#step(name, part(candidate), part(baseline), part(again), ignored);
      }
    }
  }

  #step(
    key: string | number,
    candidate: Part,
    baseline: Part,
    again: Part,
    ignored: readonly IgnoredPath[],
  ): void {
    if (candidate === baseline && baseline === again) return;
    const depth = this.#path.length;
    const leading = ignored.filter(({ steps: { [depth]: step } }) => step && leadsTo(step, key));
    if (leading.some(({ steps }) => steps.length === depth + 1)) return;
    this.#path.push(key);
    this.#visit(candidate, baseline, again, leading);
    this.#path.pop();
  }

  /** Whether the place itself tells a difference; then nothing below it is compared. */
  #isSettled(place: () => Place, candidate: Value, baseline: Value, again: Value): boolean {
    const isNoise = !isSameHere(baseline, again);
    if (!isNoise && isSameHere(candidate, baseline)) return false;
    const kind = kindOf(candidate);
    const wasShown = kind === kindOf(baseline) || kind === kindOf(again);
    const places = isNoise && wasShown ? this.noise : this.differences;
    places.add(() => ({ ...place(), ...showSides(candidate, baseline) }));
    return true;
  }
}

type Place = Pick<Difference, 'path' | 'mayShowResult'>;

class PlaceList implements Places {
  count = 0;
  readonly first: Difference[] = [];

  add(difference: () => Difference): void {
    this.count++;
    if (this.first.length < MAX_KEPT) this.first.push(difference());
  }
}

/** The names of all that may differ, in an order that is not that of any text. */
function namesOfParts(...objects: readonly JsonObject[]): string[] {
  // A baseline that was invoked once is there twice.
  const distinct = [...new Set(objects)];
  const names = new Set(distinct.flatMap((object) => Object.keys(object)));
  return [...names]
    .filter((name) => {
      const part = memberOf(distinct[0], name);
      return distinct.some((object) => memberOf(object, name) !== part);
    })
    .sort();
}

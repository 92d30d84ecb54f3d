import type { JsonObject } from '../json';
import { counted } from '../text';
import {
  areAll,
  each,
  isList,
  isObject,
  isSameHere,
  kindOf,
  type Sides,
  showSides,
  type Value,
} from './compared-value';
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
 * no value, or one of that type.
 */
export class Comparer {
  readonly differences = new PlaceList();
  readonly noise = new PlaceList();
  readonly #path: (string | number)[] = [];

  constructor(private readonly ignored: readonly IgnoredPath[]) {}

  /** Compares what is not a part of the result. */
  compareValue(name: string, sides: Sides<Value>): void {
    this.#compareHere(() => ({ path: name, mayShowResult: false }), sides);
  }

  compareResult(sides: Sides<Value>): void {
    this.#visit(sides, this.ignored);
  }

  readonly #here = (): Place => ({ path: pathText(this.#path) || 'result', mayShowResult: true });

  /** @param ignored paths that lead below the place where the walk is */
  #visit(sides: Sides<Value>, ignored: readonly IgnoredPath[]): void {
    this.#compareHere(this.#here, sides);
    if (areAll(sides, isList)) {
      const length = Math.max(...sides.map((list) => list.length));
      for (let index = 0; index < length; index++) {
        const items = each(sides, (list) => list[index]);
        this.#step(index, items, ignored);
      }
    } else if (areAll(sides, isObject)) {
      for (const name of namesIn(sides)) {
        const members = each(sides, (object) => memberOf(object, name));
        this.#step(name, members, ignored);
      }
    }
  }

  #step(key: string | number, sides: Sides<Value>, ignored: readonly IgnoredPath[]): void {
    const [candidate, baseline, again] = sides;
    if (candidate === baseline && baseline === again) return;
    const depth = this.#path.length;
    const leading = ignored.filter(({ steps: { [depth]: step } }) => step && leadsTo(step, key));
    if (leading.some(({ steps }) => steps.length === depth + 1)) return;
    this.#path.push(key);
    this.#visit(sides, leading);
    this.#path.pop();
  }

  /** Where the place itself differs, not all sides are lists or objects, so that nothing is below. */
  #compareHere(place: () => Place, [candidate, baseline, again]: Sides<Value>): void {
    const isNoise = !isSameHere(baseline, again);
    if (!isNoise && isSameHere(candidate, baseline)) return;
    const kind = kindOf(candidate);
    const wasShown = kind === kindOf(baseline) || kind === kindOf(again);
    const places = isNoise && wasShown ? this.noise : this.differences;
    places.add(() => ({ ...place(), ...showSides(candidate, baseline) }));
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

/** The names that any of them has, in an order that is not that of any text. */
function namesIn(objects: Sides<JsonObject>): string[] {
  return [...new Set(objects.flatMap((object) => Object.keys(object)))].sort();
}

import { isJsonObject, type WrittenJson } from '../json';
import type { GitHubContext } from '../runner/github-context';

/** What the samples are filled with. */
export interface TemplateContext {
  readonly region: string;
  /** Empty when it is not known. */
  readonly accountId: string;
  /** When the event happens. */
  readonly time: Date;
  /** A UUID, new for each event. */
  readonly id: string;
}

/** Stands in for an account that is not known: of the usual 16 digits, and clearly made up. */
const FICTITIOUS_ACCOUNT_ID = '1234567890123456';

const PLACEHOLDER = /\{\{([\w.]+)\}\}/g;
const ONLY_PLACEHOLDER = /^\{\{([\w.]+)\}\}$/;
const EARLIER_MILLISECONDS = 5 * 60 * 1000;
const CHINA_OFFSET_MILLISECONDS = 8 * 60 * 60 * 1000;

/** Values by the names that stand between `{{` and `}}` in a sample. */
export type PlaceholderValues = ReadonlyMap<string, WrittenJson>;

/** All values; those of `github` only when its context is given. */
export function placeholderValues(
  context: TemplateContext,
  github?: GitHubContext,
): PlaceholderValues {
  const { region, accountId, time, id } = context;
  const milliseconds = time.getTime();
  const seconds = Math.floor(milliseconds / 1000);
  const hex = id.replaceAll('-', '').toUpperCase();
  return new Map<string, WrittenJson>([
    ['region', region],
    ['accountId', accountId || FICTITIOUS_ACCOUNT_ID],
    ['time.iso', withoutFraction(time)],
    ['time.isoMilliseconds', time.toISOString()],
    ['time.isoChina', chinaTime(time)],
    ['time.seconds', seconds],
    ['time.milliseconds', milliseconds],
    ['time.millisecondsText', String(milliseconds)],
    ['time.microseconds', milliseconds * 1000],
    ['earlier.seconds', seconds - EARLIER_MILLISECONDS / 1000],
    ['id.uuid', id],
    ['id.hex24', hex.slice(0, 24)],
    ['id.hex32', hex],
    // The form of FC's request IDs: `1-`, the time in hexadecimal seconds, 24 hexadecimal digits.
    ['id.request', `1-${seconds.toString(16)}-${hex.slice(0, 24).toLowerCase()}`],
    ...Object.entries(github ?? {}).map(([key, value]): [string, WrittenJson] => [
      `github.${key}`,
      value,
    ]),
  ]);
}

/**
 * Fills the placeholders of a sample. A text that is nothing but a placeholder becomes the value
 * itself, a number or object included; within a longer text the value is written out. Values are
 * not searched for placeholders.
 *
 * @throws Error for a placeholder that has no value: a defect of the sample
 */
export function fill(sample: WrittenJson, values: PlaceholderValues): WrittenJson {
  if (typeof sample === 'string') return fillText(sample, values);
  if (Array.isArray(sample)) return sample.map((item) => fill(item, values));
  if (!isJsonObject(sample)) return sample;
  return Object.fromEntries(
    Object.entries(sample).map(([key, value]) => [key, fill(value, values)]),
  );
}

function fillText(text: string, values: PlaceholderValues): WrittenJson {
  const only = ONLY_PLACEHOLDER.exec(text)?.[1];
  if (only !== undefined) return placeholderValue(only, values);
  return text.replace(PLACEHOLDER, (_, name: string) => String(placeholderValue(name, values)));
}

function placeholderValue(name: string, values: PlaceholderValues): WrittenJson {
  const value = values.get(name);
  if (value === undefined) throw new Error(`An event template has no value for {{${name}}}`);
  return value;
}

/** E.g. `2026-01-02T03:04:05Z`. */
function withoutFraction(time: Date): string {
  return time.toISOString().replace(/\.\d+/, '');
}

/** E.g. `2026-01-02T11:04:05+08:00`, as CDN writes times. */
function chinaTime(time: Date): string {
  const shifted = new Date(time.getTime() + CHINA_OFFSET_MILLISECONDS);
  return withoutFraction(shifted).replace('Z', '+08:00');
}

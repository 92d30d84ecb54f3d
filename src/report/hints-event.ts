import { isJsonText } from '../json-reader';

/** A longer event is not parsed again for a hint. */
export const MAX_HINTED_EVENT_BYTES = 64 * 1024;

/** What people write where JSON has a quote or other punctuation, and what JSON has there. */
const MISTAKES = [
  { what: 'curly or full-width quotes', pattern: /[“”„‟＂]/g, json: '"' },
  { what: 'single quotes', pattern: /['‘’]/g, json: '"' },
  { what: 'a full-width comma', pattern: /，/g, json: ',' },
  { what: 'a full-width colon', pattern: /：/g, json: ':' },
  { what: 'full-width brackets', pattern: /｛/g, json: '{' },
  { what: 'full-width brackets', pattern: /｝/g, json: '}' },
  { what: 'full-width brackets', pattern: /［/g, json: '[' },
  { what: 'full-width brackets', pattern: /］/g, json: ']' },
] as const;

/**
 * What keeps a text from being the JSON that it looks like, e.g. `single quotes`; `undefined` when
 * it is JSON, or is not made JSON by exchanging quotes and punctuation.
 *
 * @param text of at most {@link MAX_HINTED_EVENT_BYTES}; it is parsed as often as there are mistakes
 */
function nearlyJson(text: string): string | undefined {
  if (!/^\s*[[{［｛]/.test(text) || isJsonText(text)) return undefined;
  const found = new Set<string>();
  let corrected = text;
  for (const { what, pattern, json } of MISTAKES) {
    const next = corrected.replace(pattern, json);
    if (next === corrected) continue;
    found.add(what);
    corrected = next;
    if (isJsonText(corrected)) return [...found].join(' and ');
  }
  return undefined;
}

/** For a function that failed on its event, if the event is a likely reason. */
export function nearlyJsonHint(event = ''): string | undefined {
  const mistakes = nearlyJson(event);
  return (
    mistakes &&
    `The event is not valid JSON, which may be why the function failed: it has ${mistakes}; write " and ASCII punctuation.`
  );
}

/**
 * Strings, which may hold anything and end with the text if they are not closed, so that nothing is
 * looked at twice; punctuation; numbers and names. White space is left out.
 */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"?|[{}[\],:]|[^\s{}[\],:"]+/gs;

const INDENT = '  ';

/**
 * Pretty-prints JSON without reading values, so that large numbers, repeated names and escapes stay
 * as they came. `undefined` when that takes more than `maxLength` characters, as deep nesting does.
 *
 * @param json valid JSON
 */
export function prettyJson(json: string, maxLength: number): string | undefined {
  let text = '';
  let depth = 0;
  let previous = '';
  for (const [token] of json.matchAll(TOKEN)) {
    const opened = previous === '{' || previous === '[';
    const closes = token === '}' || token === ']';
    if (closes) depth--;
    if (closes ? !opened : opened || previous === ',') text += `\n${INDENT.repeat(depth)}`;
    text += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') depth++;
    if (text.length > maxLength) return undefined;
    previous = token;
  }
  return text;
}

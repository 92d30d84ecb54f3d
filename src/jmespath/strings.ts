/** A string of more UTF-16 code units is not made. */
const MAX_STRING_LENGTH = 64 * 1024 * 1024;

/** How many characters (code points) a string has. */
export function characterCount(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += unitsAt(text, index)) count++;
  return count;
}

/** Character by character, in two bytes a unit and no more: the string may be as long as a result. */
export function reversed(text: string): string {
  const units = new Uint16Array(text.length);
  let end = text.length;
  for (let index = 0; index < text.length; ) {
    const length = unitsAt(text, index);
    end -= length;
    for (let unit = 0; unit < length; unit++) units[end + unit] = text.charCodeAt(index + unit);
    index += length;
  }
  return Buffer.from(units.buffer).toString('utf16le');
}

function unitsAt(text: string, index: number): number {
  return (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
}

/** @throws Error when the string would be too long: a glue can be long and stand many times. */
export function joined(glue: string, list: readonly string[]): string {
  let length = glue.length * Math.max(0, list.length - 1);
  for (const item of list) length += item.length;
  if (length > MAX_STRING_LENGTH) throw new Error('join() would make a string that is too long');
  return list.join(glue);
}

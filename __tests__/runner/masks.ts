/**
 * Hides secrets in text as the runner does (actions/runner, src/Sdk/DTLogging/Logging/
 * SecretMasker.cs): each value, and what it becomes in the usual encodings, gives way to `***`.
 */
export class SecretMasker {
  readonly #hidden = new Set<string>();

  /** Hides a value from now on. An empty one is ignored. */
  add(value: string): void {
    if (value === '') {
      return;
    }
    this.#hidden.add(value);
    for (const encode of ENCODERS) {
      const encoded = encode(value);
      if (encoded !== '') {
        this.#hidden.add(encoded);
      }
    }
  }

  /** The text with every hidden range as `***`; ranges that overlap or touch become one. */
  mask(text: string): string {
    const ranges = [...this.#hidden].flatMap((secret) => occurrences(text, secret));
    ranges.sort((a, b) => a.start - b.start);
    let result = '';
    let position = 0;
    let open: Range | undefined;
    for (const range of ranges) {
      if (open !== undefined && range.start <= open.end) {
        open.end = Math.max(open.end, range.end);
        continue;
      }
      if (open !== undefined) {
        result += `${text.slice(position, open.start)}***`;
        position = open.end;
      }
      open = { ...range };
    }
    if (open !== undefined) {
      result += `${text.slice(position, open.start)}***`;
      position = open.end;
    }
    return result + text.slice(position);
  }
}

interface Range {
  start: number;
  end: number;
}

function occurrences(text: string, secret: string): Range[] {
  const found: Range[] = [];
  for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
    found.push({ start: at, end: at + secret.length });
  }
  return found;
}

/** Base64 depends on the offset in its source: `base64(user:secret)` holds one of three shifts. */
function base64From(value: string, shift: number): string {
  const bytes = Buffer.from(value);
  return bytes.subarray(bytes.length > shift ? shift : 0).toString('base64');
}

const XML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** The runner's encoders, without the two for PowerShell's coloured errors. */
const ENCODERS: readonly ((value: string) => string)[] = [
  (value) => base64From(value, 0),
  (value) => base64From(value, 1),
  (value) => base64From(value, 2),
  (value) => value.replaceAll('"', '\\"'),
  (value) => value.replaceAll("'", "''"),
  (value) => JSON.stringify(value).slice(1, -1),
  // Through a Buffer, since a lone surrogate makes encodeURIComponent throw.
  (value) =>
    encodeURIComponent(Buffer.from(value).toString()).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
  (value) => value.replace(/[&<>"']/g, (character) => XML_ENTITIES[character] ?? character),
  (value) => (/^".{7,}"$/s.test(value) ? value.slice(1, -1) : ''),
];

import { redacted } from '../redaction';
import { oneLine } from '../text';
import { plainLines } from './plain-lines';

/**
 * The runner masks secrets in a summary as they are and as .NET's `SecurityElement.Escape` spells
 * them. With the same spelling, a secret with special characters is not revealed by being escaped.
 */
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // A line break of markup could make an empty line, which ends an HTML block.
  '\n': '&#10;',
};

const SPECIAL = /[&<>"'\n]/g;

/** The runner also masks secrets as JSON spells them, in which a quote has its backslash only. */
const SPECIAL_IN_JSON = /[&<>'\n]/g;

/**
 * How text from outside gets into the job summary.
 *
 * The summary is HTML without a single empty line, which is one HTML block to a Markdown parser:
 * it looks for no Markdown in it. What GitHub then does to the page on its own (mentions, issue and
 * commit links, emoji shortcodes, mathematics) leaves `<code>` and `<pre>` alone. So all text from
 * outside is escaped, on one line of markup, and in one of these two, but for plain words.
 *
 * Only this file makes `Html`, and a template takes nothing else: no other file can put text into
 * markup, but through the functions below.
 */
class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  /** The template's own text is markup. */
  static template(strings: TemplateStringsArray, ...parts: readonly (Html | Html[])[]): Html {
    return new Html(
      strings.reduce((start, text, at) => start + [parts[at - 1]].flat().join('') + text),
    );
  }

  /** Text as the content of an element. */
  static escaped(text: string, special: RegExp = SPECIAL): Html {
    return new Html(text.toWellFormed().replace(special, (character) => ESCAPES[character] ?? ''));
  }

  get bytes(): number {
    return Buffer.byteLength(this.#markup);
  }

  toString(): string {
    return this.#markup;
  }
}

export type { Html };

export const html = Html.template;

export const NOTHING = html``;

const MAX_CODE_LENGTH = 300;

/** An identifier, a value, an expression: one line, cut. */
export function code(text: string, maxLength: number = MAX_CODE_LENGTH): Html {
  return html`<code>${Html.escaped(oneLine(text, maxLength))}</code>`;
}

/** Words and small numbers with punctuation around them: nothing that GitHub could link. */
const PLAIN_WORD = /^["'(]*(?:[A-Za-z]+(?:['’-][A-Za-z]+)*|\d{1,6}(?:\.\d{1,6})?)["').,;:!?…]*$/;

/**
 * A sentence from outside: as it is when it has nothing but plain words, else as code. Never in
 * pieces: the runner could not mask a secret of several words in them.
 */
export function sentence(text: string, maxLength: number): Html {
  const line = oneLine(text, maxLength);
  return line.split(' ').every((word) => PLAIN_WORD.test(word))
    ? Html.escaped(line)
    : code(line, maxLength);
}

/**
 * What has no space in it, but within double quotes, backticks or, as a whole word, single quotes.
 * A quote that is not closed is a character like others.
 */
const WORD = /(?:(?<=\s)'[^']*'(?=[\s.,;:]|$)|[^\s"`]|"[^"]*"|`[^`]*`|["`])+/g;

/** A word in backticks, whatever is between them, and the punctuation around it. */
const IN_BACKTICKS = /^(["'(]*)`(.+)`([")'.,;:!?…]*)$/;

/**
 * A sentence of ours that may quote names and values from outside: all but plain words is set as
 * code, and what stands in quotes is one piece. Backticks say by themselves what is code.
 */
export function prose(text: string, maxLength: number): Html {
  const parts: Html[] = [];
  let quoted: string[] = [];
  const endQuote = () => {
    if (quoted.length > 0) parts.push(code(quoted.join(' '), maxLength));
    quoted = [];
  };
  for (const [word] of oneLine(text, maxLength).matchAll(WORD)) {
    const [, before = '', content, after = ''] = IN_BACKTICKS.exec(word) ?? [];
    if (content !== undefined) {
      endQuote();
      parts.push(html`${Html.escaped(before)}${code(content, maxLength)}${Html.escaped(after)}`);
    } else if (PLAIN_WORD.test(word)) {
      endQuote();
      parts.push(Html.escaped(word));
    } else {
      quoted.push(word);
    }
  }
  endQuote();
  return joined(parts, html` `);
}

/** Text of several lines, as it is; the caller limits its size and leaves out the secrets. */
export function block(text: string, isJson = false): Html {
  // A secret may have been interrupted by a colour.
  const lines = redacted(plainLines(text));
  return html`<pre><code>${Html.escaped(lines, isJson ? SPECIAL_IN_JSON : SPECIAL)}</code></pre>`;
}

export function joined(parts: readonly Html[], separator: Html): Html {
  return html`${parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part]))}`;
}

const CONSOLE = 'https://fcnext.console.aliyun.com';

/** A link into the console of FC, and to nowhere else: the parts of its path are one folder each. */
export function consoleLink(path: readonly string[], content: Html): Html {
  const parts = path.map((part) =>
    encodeURIComponent(oneLine(part, MAX_CODE_LENGTH).toWellFormed()),
  );
  return html`<a href="${Html.escaped([CONSOLE, ...parts].join('/'))}">${content}</a>`;
}

/** Something that opens, or closes, on a click. */
export function details(title: Html, content: Html, state: 'open' | 'closed' = 'closed'): Html {
  const tag = state === 'open' ? html`<details open>` : html`<details>`;
  return html`${tag}<summary>${title}</summary>${content}</details>`;
}

/** A table of as many rows as fit, and a line that counts the others. */
export function table(
  heads: readonly Html[],
  rows: readonly (readonly Html[])[],
  maxBytes: number,
): Html {
  const shown: Html[] = [];
  let room = maxBytes;
  for (const cells of rows) {
    const row = html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`;
    room -= row.bytes;
    if (room < 0) break;
    shown.push(row);
  }
  const rest = rows.length - shown.length;
  const more = rest > 0 ? html`<p>… and ${Html.escaped(String(rest))} more.</p>\n` : NOTHING;
  const head = heads.map((cell) => html`<th align="left">${cell}</th>`);
  return html`<table>\n<tr>${head}</tr>\n${shown}</table>\n${more}`;
}

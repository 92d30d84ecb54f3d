const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  // Text must not contain `]]>`.
  '>': '&gt;',
  '"': '&quot;',
};

/** All that XML 1.0 has no spelling for (its section 2.2, `Char`), and CR, which a reader changes. */
const UNSPEAKABLE = /[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/**
 * Markup of XML 1.0, well-formed by construction.
 *
 * Only this file makes `Xml`, and an element takes nothing else as its content: no other file can
 * put text into markup but through the functions below. A library is not needed. Escaping
 * takes four characters; what matters are those that XML cannot hold in any spelling, not even as a
 * reference, and writers leave these to their callers.
 */
class Xml {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  /** @param name of ours, as are the names of the attributes; those that are `undefined` are left out */
  static element(
    name: string,
    attributes: Readonly<Record<string, string | undefined>>,
    content: Xml | readonly Xml[],
  ): Xml {
    const pairs = Object.entries(attributes).map(([key, value]) =>
      value === undefined ? '' : ` ${key}="${Xml.text(value)}"`,
    );
    const inner =
      content instanceof Xml ? content : `\n${content.map((child) => `${child}\n`).join('')}`;
    return new Xml(`<${name}${pairs.join('')}>${inner}</${name}>`);
  }

  static text(text: string): Xml {
    const characters = text.replace(UNSPEAKABLE, '\ufffd');
    return new Xml(characters.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? ''));
  }

  get bytes(): number {
    return Buffer.byteLength(this.#markup);
  }

  toString(): string {
    return this.#markup;
  }
}

export type { Xml };

/**
 * An element with text and nothing else, or with other elements, one a line.
 *
 * A reader sees line ends and tabs of an attribute as spaces: only give it text of one line.
 */
export const element = Xml.element;

/** Text as it is, but for characters that XML cannot hold and CR, which become U+FFFD. */
export const textContent = Xml.text;

export const NOTHING = textContent('');

/** A whole document, encoded as UTF-8. */
export function document(root: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

import type { TextPosition } from '../../text-position';

/** A text with its lines, which end with LF or CR LF. */
export class Source {
  /** The offset at which each line begins. */
  readonly #starts = [0];

  constructor(readonly text: string) {
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) {
      this.#starts.push(end + 1);
    }
  }

  positionAt(offset: number): TextPosition {
    let line = 0;
    let beyond = this.#starts.length;
    while (beyond - line > 1) {
      const middle = (line + beyond) >> 1;
      if (this.#startOf(middle) <= offset) line = middle;
      else beyond = middle;
    }
    return { line: line + 1, column: offset - this.#startOf(line) + 1 };
  }

  /** A line by its number, without its end. */
  line(number: number): string {
    const line = this.text.slice(this.#startOf(number - 1), this.#startOf(number));
    return line.replace(/\r?\n/, '');
  }

  #startOf(index: number): number {
    return this.#starts[index] ?? this.text.length;
  }
}

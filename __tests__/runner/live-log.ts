import { StringDecoder } from 'node:string_decoder';
import { StepReader } from './commands';
import { splitLines } from './lines';

type Stream = 'stdout' | 'stderr';

/** Shows the log of a step while it runs, line by line. As the runner does, it reads both streams with one state. */
export class LiveLog {
  readonly #reader: StepReader;
  readonly #streams = {
    stdout: { decoder: new StringDecoder('utf8'), unfinished: '' },
    stderr: { decoder: new StringDecoder('utf8'), unfinished: '' },
  };

  constructor(show: (line: string) => void) {
    this.#reader = new StepReader({ show });
  }

  add(name: Stream, chunk: Buffer): void {
    const stream = this.#streams[name];
    const text = stream.unfinished + stream.decoder.write(chunk);
    const end = text.lastIndexOf('\n') + 1;
    stream.unfinished = text.slice(end);
    this.#read(text.slice(0, end));
  }

  /** Shows the last lines, which may lack their end. */
  end(): void {
    for (const { decoder, unfinished } of Object.values(this.#streams)) {
      this.#read(unfinished + decoder.end());
    }
  }

  #read(text: string): void {
    for (const line of splitLines(text)) this.#reader.read(line);
  }
}

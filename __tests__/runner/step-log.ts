import {
  type Annotation,
  type AnnotationLevel,
  createAnnotation,
  MAX_ANNOTATIONS_PER_LEVEL,
} from './annotations';
import { SecretMasker } from './masks';

/** A line of the step's log as people see it. */
export interface LogLine {
  /** After masking. */
  readonly text: string;
  /** Title of the group that the line is in. */
  readonly group: string | undefined;
}

export interface LogGroup {
  readonly title: string;
  readonly lines: readonly string[];
}

interface OpenGroup extends LogGroup {
  readonly lines: string[];
}

/** What a step leaves for people to see: log, groups and annotations, with the secrets masked. */
export class StepLog {
  readonly lines: LogLine[] = [];
  readonly groups: LogGroup[] = [];
  readonly annotations: Annotation[] = [];
  readonly #masker = new SecretMasker();
  #openGroup: OpenGroup | undefined;

  /** @param show is given each line at once */
  constructor(private readonly show: (line: string) => void = () => {}) {}

  hide(value: string): void {
    this.#masker.add(value);
  }

  print(line: string): void {
    const text = this.#masker.mask(line);
    this.lines.push({ text, group: this.#openGroup?.title });
    this.#openGroup?.lines.push(text);
    this.show(text);
  }

  /** Groups do not nest: another group ends the one that is open. */
  startGroup(title: string): void {
    this.#openGroup = undefined;
    this.print(`##[group]${title}`);
    this.#openGroup = { title: this.#masker.mask(title), lines: [] };
    this.groups.push(this.#openGroup);
  }

  endGroup(): void {
    this.#openGroup = undefined;
    this.print('##[endgroup]');
  }

  /** Adds an annotation, as long as its level has room, and its line in the log. */
  annotate(
    level: AnnotationLevel,
    message: string,
    properties: Readonly<Record<string, string>> = {},
  ): void {
    const annotation = createAnnotation(level, this.#masker.mask(message), properties);
    const earlier = this.annotations.filter((other) => other.level === level).length;
    if (earlier < MAX_ANNOTATIONS_PER_LEVEL) {
      this.annotations.push(annotation);
    }
    if (annotation.message !== '') {
      this.print(`##[${level}]${annotation.message}`);
    }
  }
}

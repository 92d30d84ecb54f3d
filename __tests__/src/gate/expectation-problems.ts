import { InvalidExpectations, parseExpectations } from '../../../src/gate/expectation';

/** What parsing complains about, as people read it, with what the other inputs ask for. */
export function problemsOf(
  text: string,
  ...inputs: Parameters<typeof parseExpectations> extends [string, ...infer Rest] ? Rest : never
): string[] {
  try {
    parseExpectations(text, ...inputs);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidExpectations)) throw error;
    return error.message.split('; line ').map((part) => part.replace(/^line /, ''));
  }
}

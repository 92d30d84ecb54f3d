import { InvalidExpectations, parseExpectations } from '../../../src/gate/expectation';

/** What parsing complains about, as people read it. */
export function problemsOf(text: string): string[] {
  try {
    parseExpectations(text);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidExpectations)) throw error;
    return error.message.split('; line ').map((part) => part.replace(/^line /, ''));
  }
}

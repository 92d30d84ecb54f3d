/** A report with every outcome that a case can have, and a reader of XML that forgives nothing. */
import { SaxesParser } from 'saxes';
import type { JUnitSuite, JUnitTestCase } from '../../../src/report/junit';

export function testCase(of: Partial<JUnitTestCase> = {}): JUnitTestCase {
  return {
    name: 'total of three',
    className: 'orders.LATEST',
    seconds: 0,
    outcome: { kind: 'passed' },
    properties: [],
    systemOut: '',
    ...of,
  };
}

/** What every reader should count in {@link SAMPLE}; `warned` is one of those that passed. */
export const SAMPLE_COUNTS = { tests: 6, passed: 2, failures: 1, errors: 2, skipped: 1 };

export const SAMPLE: JUnitSuite = {
  name: 'orders.LATEST',
  testCases: [
    testCase({
      seconds: 0.0124,
      properties: [['request-id', '1-67a1-passed']],
      systemOut: 'FC Invoke Start RequestId: 1-67a1-passed\ntotal <29.7> & more\n',
      file: 'cases/orders.yml',
      line: 1,
    }),
    testCase({
      name: 'slow path',
      seconds: 1.2,
      properties: [['request-id', '1-67a1-warned']],
      systemOut: 'Warned: durationMs < `800` (durationMs is 1200)',
      file: 'cases/orders.yml',
      line: 6,
    }),
    testCase({
      name: '函数 "quoted" <b>',
      seconds: 0.25,
      outcome: {
        kind: 'failure',
        type: 'ExpectationFailed',
        message: "1 of 2 expectations failed: result.status == 'ok'",
        details: '✓ statusCode == `200`\n✗ result.status == \'ok\' (result.status is "]]>")',
      },
      properties: [['request-id', '1-67a1-failed']],
      systemOut: '\u001b[31mred\u001b[0m\r\n\0 done',
      file: 'cases/orders.yml',
      line: 10,
    }),
    testCase({
      name: 'unknown function',
      seconds: 0.1,
      outcome: {
        kind: 'error',
        type: 'FunctionNotFound',
        message: 'function orders does not exist',
        details: 'FunctionNotFound: function orders does not exist\nRequest ID: 1-67a1-error',
      },
      file: 'cases/orders.yml',
      line: 15,
    }),
    testCase({
      name: 'not yet',
      outcome: { kind: 'skipped', reason: 'waiting for the new price list' },
      file: 'cases/orders.yml',
      line: 20,
    }),
    testCase({
      name: 'after the job was cancelled',
      outcome: { kind: 'error', type: 'Cancelled', message: 'not run: cancelled', details: '' },
      file: 'cases/orders.yml',
      line: 22,
    }),
  ],
};

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly elements: readonly XmlElement[];
  /** Of this element itself, with all white space. */
  readonly text: string;
}

/**
 * @returns the root, as XML 1.0 says that a reader must understand the document
 * @throws Error for a document that is not well-formed
 */
export function readXml(document: string): XmlElement {
  const open = [newElement('', {})];
  const top = () => open.at(-1) ?? newElement('', {});
  const parser = new SaxesParser({});
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = newElement(name, attributes);
    top().elements.push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  parser.on('text', (text) => {
    top().text += text;
  });
  parser.write(document).close();
  const [root] = top().elements;
  if (root === undefined) throw new Error('The document has no element.');
  return root;
}

function newElement(name: string, attributes: Readonly<Record<string, string>>) {
  const elements: XmlElement[] = [];
  return { name, attributes, elements, text: '' };
}

/** The first element of a name, however deep it is. */
export function findElement(root: XmlElement, name: string): XmlElement | undefined {
  if (root.name === name) return root;
  for (const child of root.elements) {
    const found = findElement(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

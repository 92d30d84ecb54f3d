/**
 * The steps that the pictures show: each is run on the emulator, from today's sources. What differs
 * from run to run (IDs, times, memory, the emulator's port) is replaced by what is always the same.
 */

import { emulatorInputs } from '../../__tests__/runner/emulator-inputs';
import { runInProcess } from '../../__tests__/runner/in-process';
import { startEmulator } from '../../emulator';

/** What a step left for people to see, and the same each time. */
export interface PicturedStep {
  /** What it wrote to standard output. */
  readonly output: string;
  readonly summary: string;
}

const MIGRATION = `
exports.handler = async () => {
  for (const table of ['orders', 'items', 'vouchers']) console.log('migrated ' + table);
  return JSON.stringify({ status: 'ok', tables: 3 });
};`;

/** Its stack has no frames of the runtime, which depend on its version. */
const CHECKOUT = {
  'index.js': `
const { percentOf } = require('./vouchers.js');
Error.stackTraceLimit = 2;

exports.handler = async (event) => {
  const { items, voucher, island } = JSON.parse(event);
  console.log('order of ' + items.length + ' items');
  if (items.length === 0) throw new RangeError('the order is empty');
  const sum = items.reduce((total, price) => total + price, 0);
  const total = Math.round(sum * (100 - percentOf(voucher))) / 100;
  const delivery = island ? 14 : total >= 50 ? 0 : 4.9;
  return JSON.stringify({ total, currency: 'CNY', delivery });
};`,
  'vouchers.js': `
const VOUCHERS = { welcome: { percent: 10 } };

exports.percentOf = (voucher) => {
  return voucher === undefined ? 0 : VOUCHERS[voucher].percent;
};`,
};

const CASES = `
- name: total of three
  event: { items: [9.9, 9.9, 9.9] }
  expect: result.total == \`29.7\`
- name: free delivery from 50 on
  event: { items: [19.8, 39.6] }
  expect: result.delivery == \`0\`
- name: an order as the shop sends it
  event: { items: [9.9, 19.8], currency: CNY, shop: web }
- name: rejects an empty order
  event: { items: [] }
  fail-on: none
  expect: errorType == 'UnhandledInvocationError'
- name: prices in euros
  event: { items: [29.7], currency: EUR }
  expect: |
    result.currency == 'EUR'
    result.total == \`3.84\`
- name: voucher of a new customer
  event: { items: [20], voucher: welcome }
  expect: result.total == \`18\`
- name: voucher that has expired
  event: { items: [20], voucher: spring }
- name: order of 500
  event: { items: [500] }
  expect: result.delivery == \`0\`
- name: fast enough for the page
  event: { items: [20] }
  expect: durationMs < \`0\`
  blocking: false
- name: delivery to an island
  event: { items: [20], island: true }
  expect: result.delivery == \`14\`
- name: two parcels
  event: { items: [20, 20], parcels: 2 }
  expect: result.total == \`40\`
- name: prices of next year
  skip: waiting for the price list
`;

/** Runs the three steps: one that passes, one that fails, and one of many cases. */
export async function runPicturedSteps(): Promise<Readonly<Record<string, PicturedStep>>> {
  const emulator = await startEmulator({ instances: 'in-process' });
  const workspaceFiles = { 'tests/cases.yml': CASES };
  const step = async (functionName: string, inputs: Readonly<Record<string, string>>) => {
    const given = { ...emulatorInputs(emulator), 'function-name': functionName, ...inputs };
    const { stdout, summary, dispose } = await runInProcess({ inputs: given, workspaceFiles });
    dispose();
    return { output: pictured(stdout), summary: pictured(summary) };
  };
  try {
    const migration = { 'index.js': MIGRATION };
    await emulator.deploy({ functionName: 'migrate-orders', code: migration });
    await emulator.deploy({ functionName: 'checkout', code: CHECKOUT });
    const expected = "result.status == 'ok'\ndurationMs < `500`\nresult.tables == `3`";
    const order = '{"items": [20], "voucher": "spring"}';
    return {
      success: await step('migrate-orders', { expect: expected }),
      failure: await step('checkout', { event: order, expect: "result.currency == 'CNY'" }),
      cases: await step('checkout', { cases: 'tests/cases.yml' }),
    };
  } finally {
    await emulator.close();
  }
}

const LATENCIES = ['21.4', '3.05', '4.12', '3.87', '5.6', '2.94'];
const REQUEST_ID = /\b1-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{12}\b/g;

/** Figures become those of an ordinary run; a request keeps an ID of its own. */
function pictured(text: string): string {
  const ids = [...new Set(text.match(REQUEST_ID))];
  let latencies = 0;
  return text
    .replace(/^::add-mask::.*\n/gm, '')
    .replace(REQUEST_ID, (id) => `1-6906f2d9-0f1e2d3c-4b5a697887${16 + ids.indexOf(id)}`)
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'https://fcv3.cn-hangzhou.aliyuncs.com')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-11-02T08:15:21.265Z')
    .replace(/\([\d.]+ ms\)/g, () => `(${LATENCIES[latencies++ % LATENCIES.length]} ms)`)
    .replace(/(?<=billed |Billed Duration: |ms<\/td><td>)[\d.]+(?= ms)/g, '13')
    .replace(/(?<=(?<!ms<\/td>)<td>|duration |(?<!Billed )Duration: )[\d.]+(?= ms)/g, '12.6')
    .replace(/(?<=durationMs(?:`|<\/code>) is (?:<code>)?)\d+(?:\.\d+)?/g, '12.6')
    .replace(/(?<=memory |Max Memory Used: |<td>)[\d.]+(?=(?: of 128)? MB)/g, '57.31');
}

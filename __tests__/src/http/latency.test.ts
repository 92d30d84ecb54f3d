import { expect, onTestFinished, test, vi } from 'vitest';
import { readText } from '../../../src/http/read-text';
import { get } from '../../network/get';
import { startRawServer } from '../../network/raw-server';

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n';

/** The clock of this process, for one test: it stands still but where the test moves it on. */
function standingClock() {
  let now = 1_000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  return {
    forward: (ms: number) => {
      now += ms;
    },
  };
}

test('the latency is the time from the request to the last byte that came', async () => {
  const clock = standingClock();
  let finish = () => {};
  const origin = await startRawServer((socket) => {
    clock.forward(20);
    socket.write(HEAD);
    finish = () => socket.end('ok');
  });

  const { body, latencyMs } = await get(origin);
  expect(latencyMs()).toBe(20);
  clock.forward(30);
  finish();
  expect(await readText(body, 10)).toBe('ok');
  clock.forward(500);
  expect(latencyMs()).toBe(50);
});

test('connecting is not part of it', async () => {
  const clock = standingClock();
  const origin = await startRawServer((socket) => {
    clock.forward(7);
    socket.end(`${HEAD}ok`);
  });

  const response = get(origin);
  clock.forward(5_000);

  expect((await response).latencyMs()).toBe(7);
});

test('nor is what comes before the request is written', async () => {
  const clock = standingClock();
  const origin = await startRawServer((socket) => {
    clock.forward(7);
    socket.end(`${HEAD}ok`);
  });
  const headers = {
    get host() {
      clock.forward(5_000);
      return 'fc.test';
    },
  };

  expect((await get(origin, {}, { headers })).latencyMs()).toBe(7);
});

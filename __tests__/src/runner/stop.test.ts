import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/clock';
import { isTransportError } from '../../../src/http/errors';
import { endProcess, listenForStop, type StoppableProcess } from '../../../src/runner/stop';

const FOREVER = Number.POSITIVE_INFINITY;

/** A process that does some work in threads until `worksForMs`, or until it is killed. */
function processThat(work: readonly string[], worksForMs = FOREVER) {
  let ms = 0;
  let isWorking = work.length > 0;
  const clock: Clock = {
    now: () => ms,
    sleep: async (pause) => {
      ms += pause;
      isWorking &&= ms < worksForMs;
      // A process that goes on for so long would never end.
      if (ms > 100_000) throw new Error('The process does not end.');
    },
  };
  const ends: string[] = [];
  const emitter = new EventEmitter();
  const process: StoppableProcess = Object.assign(emitter, {
    pid: 42,
    getActiveResourcesInfo: () => ['PipeWrap', ...(isWorking ? work : [])],
    kill: (pid: number, signal: string) => {
      ends.push(`${signal} to ${pid} after ${ms} ms`);
      isWorking = false;
    },
    exit: () => {
      ends.push(`exit after ${ms} ms`);
    },
  });
  return { process, emitter, clock, ends };
}

describe('a process ends', () => {
  test.for([
    ['at once when a thread works, and the step has passed', 0, ['FSReqCallback'], FOREVER, 0],
    ['at once after a failure when no thread works', 1, ['TCPSocketWrap', 'Timeout'], FOREVER, 0],
    ['when a thread has ended its work on a file', 1, ['FSReqCallback'], 300, 300],
    ['when a thread has ended looking up a host', 1, ['GetAddrInfoReqWrap'], 490, 490],
    ['when a thread has ended looking up an address', 1, ['GetNameInfoReqWrap'], 10, 10],
  ] as const)('%s', async ([, exitCode, work, worksForMs, endsAfterMs]) => {
    const { process, clock, ends } = processThat(work, worksForMs);
    process.exitCode = exitCode;

    await endProcess(process, clock);

    expect(ends).toEqual([`exit after ${endsAfterMs} ms`]);
  });

  test('by SIGKILL when a thread hangs for more than half a second', async () => {
    const { process, clock, ends } = processThat(['GetAddrInfoReqWrap']);
    process.exitCode = 1;

    await endProcess(process, clock);

    expect(ends[0]).toBe('SIGKILL to 42 after 510 ms');
  });
});

describe('the job is told to stop', () => {
  test.for(['SIGINT', 'SIGTERM', 'SIGBREAK'])('by %s, which names the cause', (signal) => {
    const { process, emitter, clock, ends } = processThat([]);
    const stop = listenForStop(process, clock);
    expect(stop.aborted).toBe(false);

    emitter.emit(signal);

    expect(isTransportError(stop.reason, 'cancelled') && stop.reason.message).toBe(signal);
    expect(ends).toEqual([]);
    expect(process.exitCode).toBeUndefined();
  });

  test('by a second signal, of whatever name: the process ends at once', () => {
    const { process, emitter, clock, ends } = processThat([]);
    const stop = listenForStop(process, clock);

    emitter.emit('SIGINT');
    emitter.emit('SIGTERM');

    expect(ends).toEqual(['exit after 0 ms']);
    expect(process.exitCode).toBe(1);
    expect(stop.reason).toMatchObject({ message: 'SIGINT' });
  });

  test.for(['uncaughtException', 'unhandledRejection'])(
    'by an error that nobody caught (%s), which fails the step',
    (event) => {
      const { process, emitter, clock } = processThat([]);
      const stop = listenForStop(process, clock);
      const defect = new Error('a defect');

      emitter.emit(event, defect);

      expect(stop.reason).toBe(defect);
      expect(process.exitCode).toBe(1);
    },
  );
});

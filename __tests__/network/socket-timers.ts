import { readFileSync } from 'node:fs';

/** Ticks of the clock that the kernel tells timers in (`getconf CLK_TCK` on every Linux of today). */
const TICKS_PER_SECOND = 100;
const ESTABLISHED = '01';
/** In the column `tr`, of zero: none, 1: retransmission, 2: keep-alive, … */
const KEEP_ALIVE = '02';

/**
 * In how many seconds the kernel will probe each connection to a port of 127.0.0.1 that has TCP
 * keep-alive, and `undefined` for each that has none (Linux, Documentation/networking/proc_net_tcp).
 */
export function keepAliveSecondsTo(port: number): (number | undefined)[] {
  const remote = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , to, state]) => to === remote && state === ESTABLISHED)
    .map(([, , , , , timer = '']) => {
      const [kind, ticks = ''] = timer.split(':');
      return kind === KEEP_ALIVE ? Number.parseInt(ticks, 16) / TICKS_PER_SECOND : undefined;
    });
}

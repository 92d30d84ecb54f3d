import { randomBytes } from 'node:crypto';

/** `1-65dd9ece-123e1745-e6b2fe71423f`: the time in hex seconds, then noise, as FC 3.0 writes it. */
export function newRequestId(now: Date): string {
  return `1-${timeAndNoise(now)}`;
}

/** As a request ID, but with the `c-` of FC's instances. */
export function newInstanceId(now: Date): string {
  return `c-${timeAndNoise(now)}`;
}

function timeAndNoise(now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000)
    .toString(16)
    .padStart(8, '0');
  const noise = randomBytes(10).toString('hex');
  return `${seconds}-${noise.slice(0, 8)}-${noise.slice(8)}`;
}

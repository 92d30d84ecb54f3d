import { format } from 'node:util';

/**
 * What `console` does on FC: it writes `time requestId [LEVEL] text`, all of it to standard output.
 * What a handler writes to the streams itself stays as it is.
 *
 * @param requestId says which request's code is running
 * @returns functions for `console` and `context.logger`
 */
export function newLogger(write, requestId) {
  const writer =
    (level) =>
    (...values) =>
      write(`${new Date().toISOString()} ${requestId()} [${level}] ${format(...values)}\n`);
  return {
    debug: writer('DEBUG'),
    log: writer('INFO'),
    info: writer('INFO'),
    warn: writer('WARN'),
    error: writer('ERROR'),
  };
}

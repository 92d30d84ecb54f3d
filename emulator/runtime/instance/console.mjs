import { format } from 'node:util';

/**
 * Makes `console` write as FC's runtime does, `time requestId [LEVEL] text`, all of it to standard
 * output. What a handler writes to the streams itself stays as it is.
 *
 * @param requestId says which request's code is running
 * @returns the same functions, for `context.logger`
 */
export function redirectConsole(requestId) {
  const writer =
    (level) =>
    (...values) => {
      const time = new Date().toISOString();
      process.stdout.write(`${time} ${requestId()} [${level}] ${format(...values)}\n`);
    };
  const logger = {
    debug: writer('DEBUG'),
    log: writer('INFO'),
    info: writer('INFO'),
    warn: writer('WARN'),
    error: writer('ERROR'),
  };
  Object.assign(console, logger);
  return logger;
}

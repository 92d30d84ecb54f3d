/**
 * Loaded before the action: ends it when the process that started it is gone, even killed. That
 * process holds the other end of this pipe, and never writes to it.
 */
const { Socket } = require('node:net');

const PIPE = 3;

new Socket({ fd: PIPE, readable: true, writable: false })
  .on('close', () => process.kill(process.pid, 'SIGKILL'))
  .on('error', () => {})
  .resume()
  .unref();

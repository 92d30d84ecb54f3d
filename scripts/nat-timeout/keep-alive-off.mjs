/** For a control run: switches TCP keep-alive off on every connection as soon as it stands. */
import { subscribe } from 'node:diagnostics_channel';

subscribe('net.client.socket', ({ socket }) => {
  socket.on('connect', () => socket.setKeepAlive(false));
});

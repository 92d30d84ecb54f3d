import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** A bare loopback server in place of FC, whose function echoes. */
export class FunctionServer {
  /** When the last request began. */
  firstByte = 0;
  /** How long all runs of the function took together. */
  ownMs = 0;

  private constructor(
    private readonly durationMs: number,
    private readonly server: Server,
  ) {}

  /** @param durationMs how long the function takes, at least */
  static async start(durationMs = 0): Promise<FunctionServer> {
    const server = createServer();
    const started = new FunctionServer(durationMs, server);
    server.on('request', started.respond);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return started;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
  }

  /** The same for another server. */
  readonly respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const start = performance.now();
    this.firstByte = start;
    if (this.durationMs > 0) {
      await setTimeout(this.durationMs);
      this.ownMs += performance.now() - start;
    }
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'x-fc-request-id': '1-00000000-00000000-000000000000',
      'x-fc-log-result': Buffer.from('FC Invoke Start\nFC Invoke End\n').toString('base64'),
    });
    request.pipe(response);
  };
}

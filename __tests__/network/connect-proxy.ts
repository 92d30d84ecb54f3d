/** A real CONNECT proxy (RFC 9110, 9.3.6), and its ways to fail. */
import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Identity } from './certificate';

export interface ProxyOptions {
  /** Asked of every client. */
  readonly credentials?: { readonly user: string; readonly password: string };
  /** Answers the first `times` CONNECTs with this status (default: all). */
  readonly refuses?: { readonly status: number; readonly times?: number };
  /** What happens to the connection of a client instead of an answer, or after so many bytes. */
  readonly breaks?: 'instead-of-answering' | { readonly afterResponseBytes: number };
  /** How long the way to the server takes before the tunnel stands. */
  readonly connectMs?: number;
  /** Bytes that are sent instead of an HTTP response. */
  readonly answers?: string;
  /** Makes it an https:// proxy. */
  readonly tls?: Identity;
}

export class ConnectProxy {
  /** Authorities that clients asked for, in order, refused ones too. */
  readonly asked: string[] = [];
  /** The `proxy-authorization` of each of them, if it has one. */
  readonly authorizations: (string | undefined)[] = [];
  /** Whatever came that was not CONNECT. */
  readonly others: string[] = [];
  readonly #sockets = new Set<Duplex>();
  readonly #server;
  #port = 0;

  private constructor(private readonly options: ProxyOptions) {
    this.#server = options.tls ? createTlsServer(options.tls) : createServer();
    this.#server.on('request', (request, response) => {
      this.others.push(`${request.method} ${request.url}`);
      response.writeHead(405).end();
    });
    this.#server.on('connect', (request, client) => this.#handle(request, client));
  }

  /** Whoever starts it closes it. */
  static async start(options: ProxyOptions = {}): Promise<ConnectProxy> {
    const proxy = new ConnectProxy(options);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    const address = proxy.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
    proxy.#port = address.port;
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  /** As a proxy variable holds it, with the given user info. */
  url(userInfo = ''): string {
    const scheme = this.options.tls ? 'https' : 'http';
    return `${scheme}://${userInfo === '' ? '' : `${userInfo}@`}127.0.0.1:${this.#port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #handle(request: IncomingMessage, client: Duplex): void {
    this.#keep(client);
    this.asked.push(request.url ?? '');
    this.authorizations.push(request.headers['proxy-authorization']);
    const { answers, breaks } = this.options;
    const refusal = this.#refusal(request);
    if (breaks === 'instead-of-answering') client.destroy();
    else if (answers !== undefined) client.end(answers);
    else if (refusal !== undefined) refuse(client, refusal);
    else this.#tunnel(request, client, breaks?.afterResponseBytes);
  }

  /** The status with which the proxy refuses, if it does. */
  #refusal({ headers }: IncomingMessage): number | undefined {
    const { credentials, refuses } = this.options;
    if (credentials !== undefined) {
      const { user, password } = credentials;
      const expected = Buffer.from(`${user}:${password}`).toString('base64');
      if (headers['proxy-authorization'] !== `Basic ${expected}`) return 407;
    }
    const times = refuses?.times ?? Number.POSITIVE_INFINITY;
    return this.asked.length <= times ? refuses?.status : undefined;
  }

  #tunnel(request: IncomingMessage, client: Duplex, breaksAfterBytes?: number): void {
    const { hostname, port } = new URL(`http://${request.url}`);
    const target = connect(Number(port), hostname);
    this.#keep(target);
    target.once('connect', async () => {
      await sleep(this.options.connectMs ?? 0);
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (breaksAfterBytes !== undefined) breakAfter(target, client, breaksAfterBytes);
      target.pipe(client).pipe(target);
    });
    target.on('error', () => client.destroy());
    target.on('close', () => client.destroy());
    client.on('close', () => target.destroy());
  }

  #keep(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

function refuse(client: Duplex, status: number): void {
  client.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-length: 0\r\n\r\n`);
}

function breakAfter(target: Socket, client: Duplex, bytes: number): void {
  let received = 0;
  target.on('data', (chunk) => {
    received += chunk.length;
    if (received >= bytes) client.destroy();
  });
}

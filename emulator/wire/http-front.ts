import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { ServiceError } from '../api/service-error';
import type { Subject } from '../api/subject';
import type { Journal, RequestRecord } from '../journal';
import { Connections } from './connections';
import { deliver } from './delivery';
import { type FaultQueue, faultsOf } from './faults';
import { receive } from './receive';
import type { Reply } from './reply';
import type { ServiceRequest } from './service-request';

export interface Listening {
  /** URL without a path. */
  endpoint: string;
  /** Drops all connections; resolves when no request is being worked on. */
  close: () => Promise<void>;
}

/** A request and what became of it. */
export interface Exchanged extends Pick<RequestRecord, 'method' | 'path' | 'operation'> {
  functionName: string | undefined;
  /** Undefined: the client went away, or a fault closed the connection. */
  reply: Pick<Reply, 'status' | 'headers'> | undefined;
  /** Since the head of the request was received. */
  milliseconds: number;
}

export type OnExchange = (exchanged: Exchanged) => void;

/** What responds to the requests. */
export interface Responder {
  /** What a request is about, for faults and records; without it they concern any request. */
  readonly subjectOf?: (method: string, path: string) => Subject;
  /** How it refuses a request; for service errors that are injected. */
  refuse(error: ServiceError, now: Date, subject: Subject): Reply;
  /** @param signal aborted when the client goes away */
  respond(request: ServiceRequest, now: Date, signal: AbortSignal): Promise<Reply>;
}

/** Takes requests off the wire, has them processed, and puts the responses on the wire. */
export class HttpFront {
  readonly #working = new Set<Promise<void>>();

  constructor(
    private readonly responder: Responder,
    private readonly journal: Journal,
    private readonly faults: FaultQueue,
    private readonly clock: () => Date,
    private readonly onExchange: OnExchange = () => {},
  ) {}

  /** @throws Error when the port cannot be had */
  async listen(
    port: number,
    host: string,
    tls: { key: string; cert: string } | undefined,
  ): Promise<Listening> {
    const server = tls ? createTlsServer(tls) : createServer();
    // Connections live until a client or a fault closes them, and say nothing else (no Keep-Alive
    // header): whether an idle one may be used again is for clients to prove, not for hints.
    server.keepAliveTimeout = 0;
    server.requestTimeout = 0;
    const connections = new Connections(server);
    server.on('request', (message: IncomingMessage, response: ServerResponse) => {
      const work = this.#handle(message, response, connections)
        .catch((error: unknown) => {
          message.socket.destroy();
          throw error;
        })
        .finally(() => this.#working.delete(work));
      this.#working.add(work);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        reject(error.code === 'EADDRINUSE' ? new Error(`Port ${port} is in use.`) : error),
      );
      server.listen(port, host, () => resolve());
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    const authority = host.includes(':') ? `[${host}]` : host;
    const endpoint = `${tls ? 'https' : 'http'}://${authority}:${address.port}`;
    return {
      endpoint,
      close: async () => {
        server.close();
        server.closeAllConnections();
        await Promise.all(this.#working);
      },
    };
  }

  async #handle(
    message: IncomingMessage,
    response: ServerResponse,
    connections: Connections,
  ): Promise<void> {
    const since = performance.now();
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const { record: received, target, content } = await receive(message);
    const subject = this.responder.subjectOf?.(received.method, received.path) ?? {};
    const record = { ...received, operation: subject.operation };
    this.journal.addRequest(record);
    const { method, path, operation } = record;
    const exchanged = (reply: Reply | undefined) => {
      const milliseconds = performance.now() - since;
      const { functionName } = subject;
      this.onExchange({ method, path, operation, functionName, reply, milliseconds });
    };
    if (!record.complete) return exchanged(undefined);
    const faults = this.faults.take(subject);
    const offsets = faultsOf(faults, 'clock').map((fault) => fault.offsetMilliseconds);
    const now = new Date(offsets.reduce((time, offset) => time + offset, this.clock().getTime()));
    const { signal } = gone;
    const clientIp = message.socket.remoteAddress ?? '';
    const request = { ...record, target, clientIp, payload: { ...record.body, content } };
    const refuse = (error: ServiceError) => this.responder.refuse(error, now, subject);
    const exchange = { message, response, connections, faults, now, signal, refuse };
    exchanged(await deliver(exchange, () => this.responder.respond(request, now, signal)));
  }
}

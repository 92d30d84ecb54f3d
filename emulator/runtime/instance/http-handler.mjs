/**
 * Calls a Node.js HTTP handler of FC 2.0, `handler(request, response, context)`: the request is a
 * readable stream with the fields that FC documents, the response is sent with `response.send`.
 */

import { Readable } from 'node:stream';

/**
 * @returns status, headers and body of what the handler has sent
 * @throws what the handler throws or rejects with
 */
export function callHttpHandler({ owner, name }, http, body, context) {
  return new Promise((resolve, reject) => {
    const returned = owner[name](requestOf(http, body), new Response(resolve, reject), context);
    if (typeof returned?.then === 'function') returned.then(undefined, reject);
  });
}

function requestOf({ method, target, headers, clientIp }, body) {
  const url = new URL(target, 'http://localhost');
  const queries = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    queries[name] = values.length === 1 ? values[0] : values;
  }
  const path = decodeURIComponent(url.pathname);
  return Object.assign(Readable.from([body]), {
    method,
    path,
    url: target,
    queries,
    headers,
    clientIP: clientIp,
  });
}

class Response {
  #status = 200;
  #headers = new Map();

  constructor(resolve, reject) {
    this.resolve = resolve;
    this.reject = reject;
  }

  setStatusCode(status) {
    this.#status = status;
  }

  setHeader(name, value) {
    this.#headers.set(name, value);
  }

  deleteHeader(name) {
    this.#headers.delete(name);
  }

  /** @param content a string, bytes or a stream of them */
  send(content) {
    bytesOf(content).then((body) => {
      const headers = [...this.#headers].flatMap(([name, value]) =>
        [value].flat().map((each) => [name, String(each)]),
      );
      this.resolve({ status: this.#status, headers, body });
    }, this.reject);
  }
}

async function bytesOf(content) {
  if (content === undefined || content === null) return Buffer.alloc(0);
  if (typeof content === 'string' || content instanceof Uint8Array) return Buffer.from(content);
  const chunks = [];
  for await (const chunk of content) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

// The floor of the benchmark: the least that a script needs in order to do the same call. It signs
// (ACS3-HMAC-SHA256), posts, writes the result to a file and the same outputs.
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';

const { env } = process;
const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const body = readFileSync(env['INPUT_EVENT-FILE']);
const url = new URL(
  `${env.INPUT_ENDPOINT}/2023-03-30/functions/${env['INPUT_FUNCTION-NAME']}/invocations?qualifier=LATEST`,
);
const signed = {
  'content-type': 'application/octet-stream',
  host: url.host,
  'x-acs-action': 'InvokeFunction',
  'x-acs-content-sha256': sha256(body),
  'x-acs-date': new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  'x-acs-signature-nonce': randomUUID(),
  'x-acs-version': '2023-03-30',
};
const names = Object.keys(signed).sort();
const canonical = [
  'POST',
  url.pathname,
  url.search.slice(1),
  names.map((name) => `${name}:${signed[name]}\n`).join(''),
  names.join(';'),
  signed['x-acs-content-sha256'],
].join('\n');
const signature = createHmac('sha256', env['INPUT_ACCESS-KEY-SECRET'])
  .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
  .digest('hex');
const headers = {
  ...signed,
  'x-fc-invocation-type': 'Sync',
  'x-fc-log-type': 'Tail',
  'content-length': body.length,
  authorization: `ACS3-HMAC-SHA256 Credential=${env['INPUT_ACCESS-KEY-ID']},SignedHeaders=${names.join(';')},Signature=${signature}`,
};

request(url, { method: 'POST', headers, agent: false }, (response) => {
  const chunks = [];
  response.on('data', (chunk) => chunks.push(chunk));
  response.on('end', () => {
    const result = Buffer.concat(chunks);
    const file = `${env.RUNNER_TEMP}/result-${randomUUID()}`;
    writeFileSync(file, result);
    const outputs = {
      result: result.length < 400_000 ? result.toString() : '',
      'result-file': file,
      'request-id': response.headers['x-fc-request-id'] ?? '',
      'error-type': response.headers['x-fc-error-type'] ?? '',
      'status-code': response.statusCode,
      logs: Buffer.from(response.headers['x-fc-log-result'] ?? '', 'base64').toString(),
    };
    const lines = Object.entries(outputs).map(([name, value]) => `${name}<<EOF\n${value}\nEOF\n`);
    appendFileSync(env.GITHUB_OUTPUT, lines.join(''));
  });
}).end(body);

/** A client of HTTP triggers, signing as Alibaba Cloud's own example does, with its own library. */

import { type IncomingHttpHeaders, request } from 'node:http';
import { OpenApiUtil } from '@alicloud/openapi-core';
import * as $dara from '@darabonba/typescript';
import type { AccessKey } from '../index';

export interface TriggerRequest {
  method?: string;
  /** Path and query, percent-encoded; goes behind the URL. */
  target?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
  /** Signs the request with it. */
  accessKey?: AccessKey;
  /** Alters what the signature is made of, to see that it counts. */
  signedTarget?: string;
  date?: Date;
  signal?: AbortSignal;
}

export interface TriggerResponse {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** @throws the network's error when no response comes */
export async function callTrigger(
  url: string,
  { method = 'GET', target = '/', headers = {}, body, signal, ...signing }: TriggerRequest = {},
): Promise<TriggerResponse> {
  const address = new URL(url);
  const basePath = address.pathname.replace(/\/$/, '');
  const path = basePath + target;
  const signature = signing.accessKey
    ? sign(method, basePath + (signing.signedTarget ?? target), signing.accessKey, signing.date)
    : {};
  return new Promise((resolve, reject) => {
    const sent = request({
      host: address.hostname,
      port: address.port,
      method,
      path,
      headers: { ...headers, ...signature },
      ...(signal ? { signal } : {}),
    });
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function sign(
  method: string,
  target: string,
  { accessKeyId, accessKeySecret, securityToken }: AccessKey,
  date = new Date(),
): Record<string, string> {
  const { pathname, searchParams } = new URL(target, 'http://localhost');
  const headers: Record<string, string> = {
    'x-acs-date': date.toISOString().replace(/\.\d+Z$/, 'Z'),
    ...(securityToken === undefined ? {} : { 'x-acs-security-token': securityToken }),
  };
  const signed = new $dara.Request();
  signed.method = method;
  signed.pathname = pathname.replaceAll('$', '%24');
  signed.query = Object.fromEntries(searchParams);
  signed.headers = headers;
  const authorization = OpenApiUtil.getAuthorization(
    signed,
    'ACS3-HMAC-SHA256',
    '',
    accessKeyId,
    accessKeySecret,
  );
  return { ...headers, authorization };
}

/** The custom robots of a DingTalk and a Feishu group, which take only what is signed. */

import { createHmac } from 'node:crypto';

/** One hour, as both say. */
const TOLERANCE_SECONDS = 3600;

export interface Message {
  readonly to: 'dingtalk' | 'feishu';
  readonly body: unknown;
}

export class Robots {
  /** What both were told. */
  readonly messages: Message[] = [];

  readonly #secrets = { dingtalk: 'SEC5f2a9c07', feishu: 'kWq3+Xr/9' };

  /** The secrets of a repository whose workflows tell both. */
  secretsAt(origin: string): Record<string, string> {
    return {
      DINGTALK_WEBHOOK: `${origin}/robot/send?access_token=6f1e`,
      DINGTALK_SECRET: this.#secrets.dingtalk,
      FEISHU_WEBHOOK: `${origin}/open-apis/bot/v2/hook/0c3d-77`,
      FEISHU_SECRET: this.#secrets.feishu,
    };
  }

  /** Makes the secret that the repository has wrong. */
  changeSecret(name: Message['to']): void {
    this.#secrets[name] = 'another';
  }

  /**
   * @returns the response, whose status is 200 whatever it says; nothing for other paths
   * @throws SyntaxError for what is not JSON
   */
  receive(
    { pathname, searchParams }: URL,
    contentType: string | undefined,
    content: string,
  ): object | undefined {
    if (contentType !== 'application/json') return undefined;
    if (pathname === '/robot/send' && searchParams.get('access_token') === '6f1e') {
      return this.#receiveDingTalk(searchParams, JSON.parse(content));
    }
    if (pathname === '/open-apis/bot/v2/hook/0c3d-77') {
      return this.#receiveFeishu(JSON.parse(content));
    }
    return undefined;
  }

  /** The secret is the key, and `timestamp\nsecret` the message; milliseconds. */
  #receiveDingTalk(query: URLSearchParams, body: unknown): object {
    const timestamp = query.get('timestamp') ?? '';
    const { dingtalk: secret } = this.#secrets;
    const sign = hmac(secret, `${timestamp}\n${secret}`);
    if (!isNow(Number(timestamp) / 1000) || query.get('sign') !== sign) {
      return { errcode: 310000, errmsg: 'sign not match' };
    }
    this.messages.push({ to: 'dingtalk', body });
    return { errcode: 0, errmsg: 'ok' };
  }

  /** `timestamp\nsecret` is the key, and the message is empty; seconds. */
  #receiveFeishu({ timestamp, sign, ...body }: Record<string, unknown>): object {
    const expected = hmac(`${timestamp}\n${this.#secrets.feishu}`, '');
    if (typeof timestamp !== 'string' || !isNow(Number(timestamp)) || sign !== expected) {
      return { code: 19021, msg: 'sign match fail or timestamp is not within one hour' };
    }
    this.messages.push({ to: 'feishu', body });
    return { code: 0, msg: 'success', data: {} };
  }
}

function hmac(key: string, message: string): string {
  return createHmac('sha256', key).update(message).digest('base64');
}

function isNow(seconds: number): boolean {
  return Math.abs(seconds - Date.now() / 1000) < TOLERANCE_SECONDS;
}

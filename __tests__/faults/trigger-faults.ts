/** HTTP triggers: where FC says that they are, and what comes from there. */
import type { HttpTriggerOptions } from '../../emulator';
import { startTcpServer } from '../network/tcp-server';
import { type Arrangement, type FaultRow, lost, notSent } from './fault-row';

const OPEN = { authType: 'anonymous' };
const SIGNED = { authType: 'function' };
/** The lookup. */
const ONLY_ASKED = { requests: 1 };

/** A trigger that is looked up. */
function trigger(options: Partial<HttpTriggerOptions>): Arrangement {
  return async ({ emulator, functionName }) => {
    await emulator.createTrigger(functionName, { triggerName: 'web', ...options });
    return { inputs: { 'http-trigger': 'true' } };
  };
}

/** A trigger that is said to be at a URL. */
function at(url: string, options: Partial<HttpTriggerOptions>): Pick<FaultRow[1], 'arrange'> {
  return { arrange: trigger({ ...options, told: { urlInternet: url } }) };
}

/** A trigger that is said to be at another port of this machine. */
const atAnotherPort: Arrangement = async (scene) => {
  const server = await startTcpServer((socket) => socket.destroy());
  scene.afterwards(() => server.close());
  const urlInternet = `http://127.0.0.1:${server.port}/`;
  return trigger({ ...SIGNED, told: { urlInternet } })(scene);
};

export const TRIGGERS: readonly FaultRow[] = [
  [
    'a signed trigger is said to be at a host that is not FC’s',
    at('https://else.example/', SIGNED),
    notSent(
      'TriggerError',
      /points to else\.example, but a signed request is sent only/,
      ONLY_ASKED,
    ),
  ],
  [
    'a signed trigger is said to be at another port of this machine',
    { arrange: atAnotherPort },
    notSent('TriggerError', /points to 127\.0\.0\.1:\d+, but a signed/, ONLY_ASKED),
  ],
  [
    'a trigger is said to be at plain http',
    at('http://else.example/', OPEN),
    notSent('TriggerError', /not an https URL/, ONLY_ASKED),
  ],
  [
    'a trigger is said to be at a host of FC over plain http',
    at('http://web.cn-hangzhou.fcapp.run/', SIGNED),
    notSent('TriggerError', /not an https URL/, ONLY_ASKED),
  ],
  [
    'a trigger is said to be a file',
    at('file:///etc/passwd', OPEN),
    notSent('TriggerError', /not an https URL/, ONLY_ASKED),
  ],
  [
    'a trigger switches to another protocol (101)',
    {
      arrange: trigger(SIGNED),
      faults: [
        {
          type: 'raw-response',
          bytes: 'HTTP/1.1 101 Switching Protocols\r\n\r\n',
          run: true,
          operation: 'HttpTrigger',
        },
      ],
    },
    lost('NetworkError', 1, { requests: 2, message: /switched to another protocol \(101\)/ }),
  ],
];

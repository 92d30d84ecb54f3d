import type { Emulator } from '../../emulator';

/** The inputs by which the action finds an emulator, and may call it. */
export function emulatorInputs({ region, endpoint, accessKey }: Emulator): Record<string, string> {
  return {
    region,
    endpoint,
    'access-key-id': accessKey.accessKeyId,
    'access-key-secret': accessKey.accessKeySecret,
  };
}

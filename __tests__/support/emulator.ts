import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator';

/**
 * The emulator for tests: plain handlers run in this process, which costs a twentieth of a process
 * for each. A test about processes deploys with `instances: 'processes'`.
 */
export function startTestEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return startEmulator({ instances: 'in-process', ...options });
}

import type { FunctionOperations } from '../functions/operations';
import type { AsyncTaskOperations } from '../tasks/operations';
import type { TriggerOperations } from '../triggers/operations';
import type { InvokeFunction } from './invoke-function';

/** The operations that are emulated, by what they are about; the route tables hand calls to them. */
export interface Emulated {
  invokeFunction: InvokeFunction;
  functions: FunctionOperations;
  asyncTasks: AsyncTaskOperations;
  triggers: TriggerOperations;
}

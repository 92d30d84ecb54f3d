import { testRows } from '../faults/test-rows';
import { runAction } from '../runner/action';

testRows(runAction, (_, [, cause]) => cause.process === true);

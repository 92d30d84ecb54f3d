import { runWithoutWaiting } from './in-process';
import { ON_THE_WAY } from './table';
import { testRows } from './test-rows';

testRows(runWithoutWaiting, (title, [, cause]) => !cause.process && ON_THE_WAY.includes(title));

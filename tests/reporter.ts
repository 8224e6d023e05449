import { writeSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

const STDOUT = 1;

/** Says `N passed, N failed` alone on the very last line, for people and machines that read only that. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()]).map((test) => test.result().state);
    const count = (state: (typeof states)[number]): number => states.filter((each) => each === state).length;
    // A file that did not load, and an error outside any test, have no test of their own to fail.
    const broken = modules.reduce((sum, module) => sum + module.errors().length, unhandled.length);
    const failed = count('failed') + broken;
    const skipped = count('skipped') + count('pending');
    // At exit, because the other reporters write their summaries later than this call. A run may also fail without any
    // test to blame, as when a set-up for all of them does not load.
    process.once('exit', (code) => {
      const blamed = code === 0 ? failed : Math.max(failed, 1);
      const more = skipped > 0 ? `, ${skipped} skipped` : '';
      writeSync(STDOUT, `\n${count('passed')} passed, ${blamed} failed${more}\n`);
    });
  }
}

// Vitest reporter behind `npm test`: counts, failures and the notes of skipped tests, as one JSON file.
// (Vitest's own JSON report leaves the notes out.)

import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { ROOT } from './bootstrap.mjs';

const text = (/** @type {any} */ error) => error.stack ?? error.message ?? String(error);

export default class ResultsReporter {
  /** @param {readonly any[]} modules @param {readonly any[]} unhandled */
  onTestRunEnd(modules, unhandled) {
    /** @type {import('./test-results.mjs').Outcome} */
    const outcome = { passed: 0, skipped: [], failed: [] };
    for (const module of modules) {
      const file = relative(ROOT, module.moduleId).replaceAll('\\', '/');
      for (const error of module.errors()) outcome.failed.push({ name: file, message: text(error) });
      for (const suite of module.children.allSuites()) {
        for (const error of suite.errors())
          outcome.failed.push({ name: `${file} > ${suite.fullName}`, message: text(error) });
      }
      for (const test of module.children.allTests()) {
        const name = `${file} > ${test.fullName}`;
        const { state, note, errors } = test.result();
        if (state === 'passed') outcome.passed++;
        else if (state === 'failed')
          outcome.failed.push({ name, message: (errors ?? []).map(text).join('\n') });
        else outcome.skipped.push({ name, message: note ?? (state === 'pending' ? 'never ran' : '') });
      }
    }
    for (const error of unhandled)
      outcome.failed.push({ name: 'unit (outside a test)', message: text(error) });
    writeFileSync(String(process.env['FIELDBOOK_UNIT_RESULTS']), JSON.stringify(outcome));
  }
}

// The shape that all runners' results are brought into, and the closing summary.

/**
 * @typedef {{ name: string, message: string }} Case
 * @typedef {{ passed: number, skipped: Case[], failed: Case[] }} Outcome
 */

/** @returns {Outcome} */
export function playwrightResults(report, project) {
  /** @type {Outcome} */
  const outcome = { passed: 0, skipped: [], failed: [] };
  const visit = (suite, path) => {
    const here = suite.title ? [...path, suite.title] : path;
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        const name = `${project}: ${[...here, spec.title].join(' > ')}`;
        const errors = test.results
          .flatMap((result) => result.errors ?? [])
          .map((error) => error.message ?? '');
        const why = (test.annotations ?? [])
          .map((/** @type {any} */ note) => note.description)
          .filter(Boolean)
          .join('; ');
        if (test.status === 'skipped') outcome.skipped.push({ name, message: why });
        else if (test.status === 'expected' || test.status === 'flaky') outcome.passed++;
        else outcome.failed.push({ name, message: errors.join('\n') });
      }
    }
    for (const inner of suite.suites ?? []) visit(inner, here);
  };
  for (const suite of report.suites ?? []) visit(suite, []);
  for (const error of report.errors ?? [])
    outcome.failed.push({ name: `${project} (outside a test)`, message: error.message ?? '' });
  return outcome;
}

function withoutColour(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours start with this character
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}

/** The first lines of a message, without frames of the test runner itself. */
function indented(text, lines) {
  const frame = /^\s+at (new Promise|.*[/\\]node_modules[/\\])/;
  const kept = withoutColour(text)
    .split('\n')
    .filter((line) => line.trim() !== '' && !frame.test(line));
  return kept.slice(0, lines).map((line) => `      ${line}`);
}

/** @param {Outcome[]} outcomes @param {string[]} notes runners that did not run, and why */
export function summaryOf(outcomes, notes) {
  const failures = outcomes.flatMap((outcome) => outcome.failed);
  const skips = outcomes.flatMap((outcome) => outcome.skipped);
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const lines = [''];
  if (failures.length > 0) lines.push('Failed:');
  for (const { name, message } of failures) lines.push(`  x ${name}`, ...indented(message, 12));
  if (skips.length + notes.length > 0) lines.push('Skipped:');
  for (const note of notes) lines.push(`  - ${note}`);
  for (const { name, message } of skips) lines.push(`  - ${name}${message ? `: ${message}` : ''}`);
  const skipped = skips.length + notes.length;
  lines.push('', `${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return { passed, failed: failures.length, text: lines.join('\n') };
}

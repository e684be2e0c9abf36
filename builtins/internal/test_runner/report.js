// internal/test_runner/report - the spec report on standard output.
'use strict';

const counts = { tests: 0, suites: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 };
const failed = [];
exports.counts = counts;

function write(text) {
  process.stdout.write(text);
}

function indented(level, text) {
  return '  '.repeat(Math.max(level, 0)) + text;
}

const took = (node) => `(${node.duration.toFixed(6).replace(/0+$/, '').replace(/\.$/, '')}ms)`;

exports.start = function start(node) {
  write(indented(node.level, `▶ ${node.name}\n`));
};

exports.diagnostic = function diagnostic(level, message) {
  write(indented(level, `ℹ ${message}\n`));
};

exports.end = function end(node) {
  if (node.isSuite) counts.suites++;
  else counts.tests++;
  let mark = '✔';
  let suffix = '';
  if (node.skip) {
    mark = '﹣';
    suffix = typeof node.skip === 'string' ? ` # ${node.skip}` : ' # SKIP';
    if (!node.isSuite) counts.skipped++;
  } else if (node.todo) {
    if (node.error !== undefined) mark = '⚠';
    suffix = typeof node.todo === 'string' ? ` # ${node.todo}` : ' # TODO';
    if (!node.isSuite) counts.todo++;
  } else if (node.error !== undefined) {
    mark = '✖';
    const kind = node.error?.failureType;
    if (!node.isSuite) counts[kind === 'cancelledByParent' ? 'cancelled' : 'fail']++;
    // A suite whose children failed adds nothing to their reports; one that failed itself counts.
    else if (kind !== 'subtestsFailed') counts.fail++;
    if (kind !== 'subtestsFailed') failed.push(node);
  } else if (!node.isSuite) {
    counts.pass++;
  }
  write(indented(node.level, `${mark} ${node.name} ${took(node)}${suffix}\n`));
  for (let i = 0; i < node.diagnostics.length; i++) exports.diagnostic(node.level, node.diagnostics[i]);
};

exports.summary = function summary(duration) {
  for (const name in counts) write(`ℹ ${name} ${counts[name]}\n`);
  write(`ℹ duration_ms ${duration}\n`);
  if (failed.length === 0) return;
  write('\n✖ failing tests:\n');
  const { inspect } = internalBinding('util');
  for (let i = 0; i < failed.length; i++) {
    const node = failed[i];
    const { error } = node;
    const shown = inspect(error?.code === 'ERR_TEST_FAILURE' && error.cause ? error.cause : error);
    write(`\n✖ ${node.name} ${took(node)}\n  ${shown.replaceAll('\n', '\n  ')}\n`);
  }
};

// internal/child_process/sync - see ARCHITECTURE.md for what stands beside it.
'use strict';
// internal/child_process/sync - spawnSync() below its options.

const { error, failedCall } = internalBinding('errors');
const { spawn } = internalBinding('spawn_sync');
const { stdioRows } = require('internal/child_process/options');

function withInputs(options) {
  const rows = options.stdio;
  if (options.input) {
    rows[0] = { __proto__: null, ...rows[0], input: options.input };
  }
  for (let i = 0; i < rows.length; i++) {
    const input = rows[i] && rows[i].input;
    if (input == null) {
      continue;
    }
    rows[i] = { __proto__: null, ...rows[i] };
    if (typeof input === 'string') {
      rows[i].input = Buffer.from(input, options.encoding);
    } else if (!ArrayBuffer.isView(input)) {
      throw error('ERR_INVALID_ARG_TYPE', `options.stdio[${i}]`, ['Buffer', 'TypedArray', 'DataView', 'string'], input);
    }
  }
}

function spawnSync(options) {
  options.stdio = stdioRows(options.stdio || 'pipe', true).stdio;
  withInputs(options);
  const native = spawn(options);
  const { pid, status, signal, output } = native;
  const result = { status, signal, output, pid };
  if (output && options.encoding && options.encoding !== 'buffer') {
    for (let i = 0; i < output.length; i++) {
      if (output[i]) {
        output[i] = output[i].toString(options.encoding);
      }
    }
  }
  result.stdout = output && output[1];
  result.stderr = output && output[2];
  if (native.error) {
    const failure = failedCall(native.error, `spawnSync ${options.file}`);
    failure.path = options.file;
    failure.spawnargs = options.args.slice(1);
    return { error: failure, ...result };
  }
  return result;
}

// The error that execSync() and execFileSync() throw, if any.
function failureOf(result, command) {
  if (result.error) {
    return Object.assign(result.error, result);
  }
  if (result.status !== 0) {
    let message = `Command failed: ${command}`;
    if (result.stderr && result.stderr.length > 0) {
      message += `\n${result.stderr.toString()}`;
    }
    return Object.assign(new Error(message), result);
  }
  return undefined;
}

module.exports = { spawnSync, failureOf };

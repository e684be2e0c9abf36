// internal/child_process/collect - see ARCHITECTURE.md for what stands beside it.
'use strict';
// internal/child_process/collect - execFile() after the start: collects the output and calls back once.

const { error } = internalBinding('errors');

module.exports = function collect(child, file, args, options, callback) {
  const encoding = options.encoding && Buffer.isEncoding(options.encoding) ? options.encoding : null;
  const chunks = { stdout: [], stderr: [] };
  const lengths = { stdout: 0, stderr: 0 };
  let timer = null;
  let killed = false;
  let exited = false;
  let failure = null;

  function merged(name) {
    const stream = child[name];
    if (encoding || (stream && stream.readableEncoding)) {
      return chunks[name].join('');
    }
    return Buffer.concat(chunks[name]);
  }

  function finish(code, signal) {
    if (exited) {
      return;
    }
    exited = true;
    if (timer) {
      clearTimeout(timer);
      timer = null;
    }
    if (!callback) {
      return;
    }
    const stdout = merged('stdout');
    const stderr = merged('stderr');
    if (!failure && code === 0 && signal === null) {
      callback(null, stdout, stderr);
      return;
    }
    const cmd = args.length > 0 ? `${file} ${args.join(' ')}` : file;
    if (!failure) {
      failure = new Error(`Command failed: ${cmd}\n${stderr}`);
      failure.code = code < 0 ? require('util').getSystemErrorName(code) : code;
      failure.killed = child.killed || killed;
      failure.signal = signal;
    }
    failure.cmd = cmd;
    callback(failure, stdout, stderr);
  }

  function destroyOutputs() {
    if (child.stdout) {
      child.stdout.destroy();
    }
    if (child.stderr) {
      child.stderr.destroy();
    }
  }

  function kill() {
    destroyOutputs();
    killed = true;
    try {
      child.kill(options.killSignal);
    } catch (err) {
      failure ??= err;
      finish();
    }
  }

  function listen(name) {
    const stream = child[name];
    if (!stream) {
      return;
    }
    if (encoding) {
      stream.setEncoding(encoding);
    }
    stream.on('data', (chunk) => {
      if (options.maxBuffer === Infinity) {
        chunks[name].push(chunk);
        return;
      }
      const current = stream.readableEncoding;
      const length = current ? Buffer.byteLength(chunk, current) : chunk.length;
      lengths[name] += length;
      if (lengths[name] > options.maxBuffer) {
        chunks[name].push(chunk.slice(0, options.maxBuffer - (lengths[name] - length)));
        failure = error('ERR_CHILD_PROCESS_STDIO_MAXBUFFER', name);
        kill();
      } else {
        chunks[name].push(chunk);
      }
    });
  }

  if (options.timeout > 0) {
    timer = setTimeout(() => {
      timer = null;
      kill();
    }, options.timeout);
  }
  listen('stdout');
  listen('stderr');
  child.addListener('close', finish);
  child.addListener('error', (err) => {
    failure = err;
    destroyOutputs();
    finish();
  });
};

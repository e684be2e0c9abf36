// internal/child_process/channel - see ARCHITECTURE.md for what stands beside it.
'use strict';
// internal/child_process/channel - the message channel between a parent and its forked child.
//
// JSON is one message a line, as Node writes it, so either side may be a Node process. Messages whose `cmd` begins
// with NODE_ are internal.

const { error, failedCall } = internalBinding('errors');
const { UV_EOF } = internalBinding('stream_wrap');
const { StringDecoder } = require('string_decoder');

const INTERNAL_PREFIX = 'NODE_';

function isInternal(message) {
  return message !== null && typeof message === 'object' && typeof message.cmd === 'string' &&
    message.cmd.length > INTERNAL_PREFIX.length && message.cmd.startsWith(INTERNAL_PREFIX);
}

// What `process.channel` and `child.channel` are: the right to keep the loop alive.
class Control {
  #handle;
  #listeners = 0;
  #decided = false;

  constructor(handle) {
    this.#handle = handle;
  }

  get fd() {
    return this.#handle.fd;
  }

  // In a child, listeners of 'message' and 'disconnect' hold the loop, until the script decides itself.
  refCounted() {
    if (++this.#listeners === 1 && !this.#decided) {
      this.#handle.ref();
    }
  }

  unrefCounted() {
    if (--this.#listeners === 0 && !this.#decided) {
      this.#handle.unref();
    }
  }

  ref() {
    this.#decided = true;
    this.#handle.ref();
  }

  unref() {
    this.#decided = true;
    this.#handle.unref();
  }
}

// One serialisation mode: `encode` makes bytes or text of a message, `decode` calls back per message in a chunk.
// What has come of a message that is not whole yet stays in pieces until it is: a large one comes in thousands.
function jsonCodec() {
  const decoder = new StringDecoder('utf8');
  let pieces = [];
  return {
    encode: (message) => JSON.stringify(message) + '\n',
    decode(chunk, each) {
      const text = decoder.write(chunk);
      pieces.push(text);
      if (!text.includes('\n')) {
        return;
      }
      const lines = pieces.join('').split('\n');
      const rest = lines.pop();
      pieces = rest === '' ? [] : [rest];
      for (let i = 0; i < lines.length; i++) {
        each(JSON.parse(lines[i]));
      }
    },
    isBuffering: () => pieces.length > 0,
  };
}

// Four bytes of length, big-endian, then the value in V8's format.
function advancedCodec() {
  const v8 = require('v8');
  let pieces = [];
  let length = 0;
  let wanted = 4;
  return {
    encode(message) {
      const body = v8.serialize(message);
      const head = Buffer.alloc(4);
      head.writeUInt32BE(body.length);
      return Buffer.concat([head, body]);
    },
    decode(chunk, each) {
      pieces.push(chunk);
      length += chunk.length;
      if (length < wanted) {
        return;
      }
      let rest = pieces.length === 1 ? chunk : Buffer.concat(pieces, length);
      wanted = 4;
      while (rest.length >= 4) {
        const size = rest.readUInt32BE(0) + 4;
        if (rest.length < size) {
          wanted = size;
          break;
        }
        const body = rest.subarray(4, size);
        rest = rest.subarray(size);
        each(v8.deserialize(body));
      }
      pieces = rest.length > 0 ? [rest] : [];
      length = rest.length;
    },
    isBuffering: () => length > 0,
  };
}

function setupChannel(target, handle, serialization, maybeClose) {
  const codec = serialization === 'advanced' ? advancedCodec() : jsonCodec();
  const control = new Control(handle);
  let pending = [];
  let open = true;
  target.channel = control;
  target._channel = control;
  target.connected = true;

  function emitMessage(message) {
    if (isInternal(message)) {
      target.emit('internalMessage', message, undefined);
    } else if (target.listenerCount('message') > 0) {
      target.emit('message', message, undefined);
    } else {
      pending.push(message);
    }
  }

  // Messages that came before anybody listened.
  target.on('newListener', () => {
    process.nextTick(() => {
      if (pending.length === 0 || !target.channel || target.listenerCount('message') === 0) {
        return;
      }
      const messages = pending;
      pending = [];
      messages.forEach((message) => target.emit('message', message, undefined));
    });
  });

  function closeHandle() {
    if (!open) {
      return;
    }
    open = false;
    handle.onread = () => {};
    handle.close();
    target._channel = null;
    if (maybeClose) {
      maybeClose(target);
    }
  }

  handle.onread = (nread, chunk) => {
    if (nread > 0) {
      codec.decode(chunk, (message) => {
        if (target.channel) {
          process.nextTick(emitMessage, message);
        }
      });
      return;
    }
    if (nread !== UV_EOF && nread !== 0) {
      const err = failedCall(nread, 'read');
      process.nextTick(() => target.emit('error', err));
    }
    if (target.connected) {
      target._disconnect();
    }
    closeHandle();
  };

  function report(err, callback) {
    if (typeof callback === 'function') {
      process.nextTick(callback, err);
    } else {
      process.nextTick(() => target.emit('error', err));
    }
    return false;
  }

  target.send = function(message, sent, options, callback) {
    if (typeof sent === 'function') {
      callback = sent;
      sent = undefined;
    } else if (typeof options === 'function') {
      callback = options;
    } else if (options !== undefined) {
      internalBinding('validators').validateObject(options, 'options');
    }
    if (!this.connected) {
      return report(error('ERR_IPC_CHANNEL_CLOSED'), callback);
    }
    return this._send(message, sent, options, callback);
  };

  target._send = function(message, sent, options, callback) {
    if (message === undefined) {
      throw error('ERR_MISSING_ARGS', 'message');
    }
    const type = typeof message;
    if (type !== 'string' && type !== 'object' && type !== 'number' && type !== 'boolean') {
      throw error('ERR_INVALID_ARG_TYPE', 'message', ['string', 'object', 'number', 'boolean'], message);
    }
    if (sent) {
      throw error('ERR_INVALID_HANDLE_TYPE');
    }
    const data = codec.encode(message);
    const request = {
      oncomplete() {
        control.unrefCounted();
        if (typeof callback === 'function') {
          callback(null);
        }
      },
    };
    const err = typeof data === 'string' ? handle.writeUtf8String(request, data) : handle.writeBuffer(request, data);
    if (err !== 0) {
      return report(failedCall(err, 'write'), callback);
    }
    if (request.async) {
      control.refCounted();
    } else if (typeof callback === 'function') {
      process.nextTick(callback, null);
    }
    return handle.writeQueueSize < 65536 * 2;
  };

  target.disconnect = function() {
    if (!this.connected) {
      this.emit('error', error('ERR_IPC_DISCONNECTED'));
      return;
    }
    this._disconnect();
  };

  target._disconnect = function() {
    this.connected = false;
    let finished = false;
    const finish = () => {
      if (finished) {
        return;
      }
      finished = true;
      target.channel = null;
      closeHandle();
      target.emit('disconnect');
    };
    // A message that has begun to arrive is waited for.
    if (open && codec.isBuffering()) {
      target.once('message', finish);
      target.once('internalMessage', finish);
      return;
    }
    process.nextTick(finish);
  };

  handle.readStart();
  return control;
}

// In a child that was forked: `process` becomes the other end.
function setupChildChannel(fd, serialization) {
  delete process.env.NODE_CHANNEL_FD;
  delete process.env.NODE_CHANNEL_SERIALIZATION_MODE;
  const { Pipe, constants } = internalBinding('pipe_wrap');
  const handle = new Pipe(constants.IPC);
  const err = handle.open(fd);
  if (err !== 0) {
    throw failedCall(err, 'open');
  }
  handle.unref();
  const control = setupChannel(process, handle, serialization);
  process.on('newListener', (name) => {
    if (name === 'message' || name === 'disconnect') {
      control.refCounted();
    }
  });
  process.on('removeListener', (name) => {
    if (name === 'message' || name === 'disconnect') {
      control.unrefCounted();
    }
  });
}

module.exports = { setupChannel, setupChildChannel };

// node:domain - groups of I/O operations that share an error handler; deprecated, but still in use.
//
// The stack of entered domains is part of the async context, so it follows every callback by itself. An exception is
// offered to the domain of the context in which it was thrown (env remembers the frame that was left last).
'use strict';

const EventEmitter = require('events');
const { error } = internalBinding('errors');
const frames = internalBinding('async_context_frame');
const { AsyncLocalStorage, executionAsyncId } = require('async_hooks');

if (process.hasUncaughtExceptionCaptureCallback()) throw error('ERR_DOMAIN_CALLBACK_NOT_AVAILABLE');
const requiredAt = new Error('require(`domain`) at this point').stack;
process.setUncaughtExceptionCaptureCallback = function setUncaughtExceptionCaptureCallback() {
  const err = error('ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE');
  err.stack += `\n${'-'.repeat(40)}\n${requiredAt}`;
  throw err;
};

const contexts = new AsyncLocalStorage();
// What process.domain is when no domain is entered: null at first, undefined after the last one was left.
const kEmpty = { stack: [], none: null, by: -1 };

function context() {
  return contexts.getStore() ?? kEmpty;
}

// In a callback, of the domains that were entered where it was made only the innermost is.
function currentStack() {
  const { stack, by } = context();
  return stack.length > 1 && by !== executionAsyncId() ? stack.slice(-1) : stack;
}

function activeDomain() {
  const { stack, none } = context();
  return stack.length > 0 ? stack[stack.length - 1] : none;
}

function setStack(stack, none = null) {
  contexts.enterWith({ stack, none, by: executionAsyncId() });
}

function setActive(domain) {
  if (domain === null || domain === undefined) setStack([], domain);
  else setStack([...currentStack().slice(0, -1), domain]);
}

for (const [target, name] of [[process, 'domain'], [exports, 'active']]) {
  Object.defineProperty(target, name, { __proto__: null, enumerable: true, get: activeDomain, set: setActive });
}
Object.defineProperty(exports, '_stack', { __proto__: null, enumerable: true, get: currentStack, set: setStack });

function mark(target, domain) {
  Object.defineProperty(target, 'domain', {
    __proto__: null, configurable: true, enumerable: false, value: domain, writable: true,
  });
}

class Domain extends EventEmitter {
  constructor() {
    super();
    this.members = [];
  }

  _errorHandler(err) {
    if (typeof err === 'object' && err !== null || typeof err === 'function') {
      mark(err, this);
      err.domainThrown = true;
    }
    // A handler does not run in its own domain, or its exceptions would come back to it for ever.
    let stack = currentStack();
    while (stack.length > 0 && stack[stack.length - 1] === this) stack = stack.slice(0, -1);
    setStack(stack, undefined);
    let caught = false;
    if (stack.length === 0) {
      if (this.listenerCount('error') > 0) caught = this.emit('error', err);
    } else {
      try {
        caught = this.emit('error', err);
      } catch (second) {
        const outer = currentStack();
        if (outer.length === 0) throw second;
        caught = outer[outer.length - 1]._errorHandler(second);
      }
    }
    setStack([]);
    return caught;
  }

  enter() {
    setStack([...currentStack(), this]);
  }

  exit() {
    const stack = currentStack();
    const index = stack.lastIndexOf(this);
    if (index !== -1) setStack(stack.slice(0, index), undefined);
  }

  add(emitter) {
    if (emitter.domain === this) return;
    if (emitter.domain) emitter.domain.remove(emitter);
    // Domains within each other would pass an error round for ever.
    if (this.domain && emitter instanceof Domain) {
      for (let outer = this.domain; outer; outer = outer.domain) {
        if (emitter === outer) return;
      }
    }
    mark(emitter, this);
    this.members.push(emitter);
  }

  remove(emitter) {
    emitter.domain = null;
    const index = this.members.indexOf(emitter);
    if (index !== -1) this.members.splice(index, 1);
  }

  run(fn, ...args) {
    this.enter();
    const result = fn.apply(this, args);
    this.exit();
    return result;
  }

  intercept(callback) {
    const domain = this;
    return function runIntercepted(err, ...args) {
      if (err && err instanceof Error) {
        err.domainBound = callback;
        err.domainThrown = false;
        mark(err, domain);
        domain.emit('error', err);
        return undefined;
      }
      domain.enter();
      const result = callback.apply(this, args);
      domain.exit();
      return result;
    };
  }

  bind(callback) {
    const domain = this;
    function runBound(...args) {
      domain.enter();
      const result = callback.apply(this, args);
      domain.exit();
      return result;
    }
    mark(runBound, this);
    return runBound;
  }
}
Domain.prototype.members = undefined;

exports.Domain = Domain;
exports.create = exports.createDomain = function createDomain() {
  return new Domain();
};

frames.useDomains((err) => {
  const left = frames.takeLeft();
  const outer = left === null ? frames.current() : frames.exchange(left);
  try {
    const domain = activeDomain();
    if (!domain || currentStack().every((entered) => entered.listenerCount('error') === 0)) return false;
    domain._errorHandler(err);
    return true;
  } finally {
    frames.exchange(outer);
    setStack([]);
  }
});

// Emitters belong to the domain that they were made in, and their listeners run in it.
EventEmitter.usingDomains = true;
const { init } = EventEmitter;
EventEmitter.init = function(options) {
  mark(this, null);
  const active = activeDomain();
  if (active && !(this instanceof Domain)) this.domain = active;
  return init.call(this, options);
};

const emitPlainly = EventEmitter.prototype.emit;
EventEmitter.prototype.emit = function emit(type, ...args) {
  const { domain } = this;
  if (domain === null || domain === undefined || this === process ||
      type === 'error' && this.listenerCount(type) > 0) {
    return emitPlainly.call(this, type, ...args);
  }
  if (type !== 'error') {
    domain.enter();
    const result = emitPlainly.call(this, type, ...args);
    domain.exit();
    return result;
  }
  const err = args[0] || error('ERR_UNHANDLED_ERROR');
  if (typeof err === 'object') {
    err.domainEmitter = this;
    mark(err, domain);
    err.domainThrown = false;
  }
  // The handler runs outside of the current domain.
  const before = context();
  let stack = currentStack();
  const active = activeDomain();
  while (stack.length > 0 && stack[stack.length - 1] === active) stack = stack.slice(0, -1);
  setStack(stack);
  domain.emit('error', err);
  contexts.enterWith(before);
  return false;
};

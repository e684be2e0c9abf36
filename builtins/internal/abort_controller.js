// internal/abort_controller - AbortController and AbortSignal.
'use strict';

const { error } = internalBinding('errors');
const { validateObject, validateUint32 } = internalBinding('validators');
const { kMaxEventTargetListeners } = require('events');
const {
  Event, EventTarget, asInterface, kInspect, kNewListener, kRemoveListener, kResistStopPropagation, kTrustEvent,
  kWeakHandler,
} = require('internal/event_target');

const kAborted = Symbol('kAborted');
const kReason = Symbol('kReason');
const kTimeout = Symbol('kTimeout');
const kComposite = Symbol('kComposite');
const kSourceSignals = Symbol('kSourceSignals');
const kDependantSignals = Symbol('kDependantSignals');
const kConstruct = Symbol('kConstruct');

// Who holds whom, so that no signal outlives its use. A composite signal (AbortSignal.any) holds its sources. A source
// holds a composite only while that one has an 'abort' listener, that is, while anybody could notice; the set of a
// source is the only thing that keeps a listened-to composite alive. The timer of a timeout signal holds it weakly
// until somebody listens, directly or through a composite.

function check(signal) {
  if (signal?.[kAborted] === undefined) throw error('ERR_INVALID_THIS', 'AbortSignal');
}

function defaultReason() {
  const { DOMException } = require('internal/domexception');
  const reason = new DOMException('This operation was aborted', 'AbortError');
  Error.captureStackTrace(reason, defaultReason);
  return reason;
}

function inspectAs(self, fields, depth, options, inspect = internalBinding('util').inspect) {
  if (depth < 0) return self;
  const inner = options.depth === null ? null : options.depth - 1;
  return `${self.constructor.name} ${inspect(fields, { ...options, depth: inner })}`;
}

// A composite nobody listens to learns of its sources when it is asked.
function refresh(signal) {
  const sources = signal[kSourceSignals];
  if (sources === undefined || signal[kAborted]) return;
  for (const source of sources) {
    if (source[kAborted]) {
      abortSignal(signal, source[kReason]);
      return;
    }
  }
}

function hold(signal) {
  if (signal[kTimeout] !== undefined) signal[kTimeout].strong = signal;
  const sources = signal[kSourceSignals];
  if (sources === undefined) return;
  for (const source of sources) {
    const dependants = source[kDependantSignals] ??= new Set();
    dependants.add(signal);
    if (source[kTimeout] !== undefined) source[kTimeout].strong = source;
  }
}

function release(signal) {
  const sources = signal[kSourceSignals];
  if (sources !== undefined) {
    for (const source of sources) source[kDependantSignals]?.delete(signal);
  }
}

class AbortSignal extends EventTarget {
  constructor(key = undefined, composite = false) {
    if (key !== kConstruct) throw error('ERR_ILLEGAL_CONSTRUCTOR');
    super();
    this[kMaxEventTargetListeners] = 0;
    this[kAborted] = false;
    this[kReason] = undefined;
    this[kComposite] = composite;
    this[kTimeout] = undefined;
    this[kSourceSignals] = undefined;
    this[kDependantSignals] = undefined;
  }

  get aborted() {
    check(this);
    refresh(this);
    return this[kAborted];
  }

  get reason() {
    check(this);
    refresh(this);
    return this[kReason];
  }

  throwIfAborted() {
    check(this);
    refresh(this);
    if (this[kAborted]) throw this[kReason];
  }

  [kInspect](depth, options, inspect) {
    return inspectAs(this, { aborted: this.aborted }, depth, options, inspect);
  }

  static abort(reason = defaultReason()) {
    const signal = new AbortSignal(kConstruct);
    signal[kAborted] = true;
    signal[kReason] = reason;
    return signal;
  }

  static timeout(delay) {
    validateUint32(delay, 'delay', false);
    const signal = new AbortSignal(kConstruct);
    const holder = { weak: new WeakRef(signal), strong: undefined };
    signal[kTimeout] = holder;
    require('timers').setTimeout(timedOut, delay, holder).unref();
    return signal;
  }

  static any(signals) {
    const all = sequenceOfSignals(signals);
    const result = new AbortSignal(kConstruct, true);
    if (all.length === 0) return result;
    const sources = new Set();
    for (let i = 0; i < all.length; i++) {
      const signal = all[i];
      if (signal.aborted) {
        result[kAborted] = true;
        result[kReason] = signal.reason;
        return result;
      }
      if (!signal[kComposite]) {
        sources.add(signal);
      } else if (signal[kSourceSignals] !== undefined) {
        for (const source of signal[kSourceSignals]) sources.add(source);
      }
    }
    if (sources.size > 0) result[kSourceSignals] = sources;
    return result;
  }

  [kNewListener](size, type, listener, once, capture, passive, weak) {
    super[kNewListener](size, type, listener, once, capture, passive, weak);
    if (type === 'abort' && !weak && (this[kTimeout] !== undefined || this[kSourceSignals] !== undefined) &&
        !this.aborted) {
      hold(this);
    } else if (type === 'abort' && weak && this[kSourceSignals] !== undefined && !this.aborted) {
      hold(this);
    }
  }

  [kRemoveListener](size, type, listener, capture) {
    super[kRemoveListener](size, type, listener, capture);
    if (type === 'abort' && size === 0) {
      release(this);
      if (this[kTimeout] !== undefined && !this[kDependantSignals]?.size) this[kTimeout].strong = undefined;
    }
  }
}

asInterface(AbortSignal.prototype, 'AbortSignal', ['aborted']);
require('internal/events/event_handler').defineEventHandler(AbortSignal.prototype, 'abort');

function timedOut(holder) {
  const signal = holder.strong ?? holder.weak.deref();
  holder.strong = undefined;
  if (signal === undefined) return;
  const { DOMException } = require('internal/domexception');
  abortSignal(signal, new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
}

function invalid(message) {
  const err = new TypeError(message);
  err.code = 'ERR_INVALID_ARG_TYPE';
  return err;
}

function sequenceOfSignals(signals) {
  const isObject = typeof signals === 'object' && signals !== null || typeof signals === 'function';
  if (!isObject || typeof signals[Symbol.iterator] !== 'function') {
    throw invalid('signals cannot be converted to sequence.');
  }
  const all = Array.from(signals);
  for (let i = 0; i < all.length; i++) {
    if (!(all[i] instanceof AbortSignal)) {
      throw error('ERR_INVALID_ARG_TYPE', `signals[${i}]`, 'AbortSignal', all[i]);
    }
  }
  return all;
}

// Every dependant is marked before the first listener runs, as the DOM standard has it.
function abortSignal(signal, reason) {
  if (signal[kAborted]) return;
  signal[kAborted] = true;
  signal[kReason] = reason;
  const dependants = [];
  const set = signal[kDependantSignals];
  if (set !== undefined) {
    for (const dependant of set) {
      if (dependant[kAborted]) continue;
      dependant[kAborted] = true;
      dependant[kReason] = reason;
      dependants.push(dependant);
    }
  }
  runAbort(signal);
  for (let i = 0; i < dependants.length; i++) runAbort(dependants[i]);
}

function runAbort(signal) {
  release(signal);
  signal[kSourceSignals] = undefined;
  signal.dispatchEvent(new Event('abort', { [kTrustEvent]: true }));
}

class AbortController {
  #signal;

  get signal() {
    return this.#signal ??= new AbortSignal(kConstruct);
  }

  abort(reason = defaultReason()) {
    abortSignal(this.#signal ??= new AbortSignal(kConstruct), reason);
  }

  [kInspect](depth, options, inspect) {
    return inspectAs(this, { signal: this.signal }, depth, options, inspect);
  }
}

asInterface(AbortController.prototype, 'AbortController', ['signal', 'abort']);

// util.aborted(): settles when `signal` aborts, unless `resource` is collected first.
async function aborted(signal, resource) {
  if (!(signal instanceof AbortSignal)) throw invalid('signal is not of type AbortSignal.');
  validateObject(resource, 'resource', { allowArray: true, allowFunction: true });
  if (signal.aborted) return;
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, {
      __proto__: null, [kWeakHandler]: resource, once: true, [kResistStopPropagation]: true,
    });
  });
}

module.exports = { AbortController, AbortSignal, aborted };

// internal/test_runner/mock - function and method mocks.
'use strict';

const { error } = internalBinding('errors');
const { validateFunction, validateObject } = internalBinding('validators');

class MockFunctionContext {
  #calls = [];
  #implementation;
  #original;
  #times;
  #once = new Map();
  #restore;

  constructor(original, implementation, times, restore) {
    this.#original = original;
    this.#implementation = implementation;
    this.#times = times;
    this.#restore = restore;
  }

  get calls() {
    return this.#calls.slice();
  }

  callCount() {
    return this.#calls.length;
  }

  mockImplementation(implementation) {
    validateFunction(implementation, 'implementation');
    this.#implementation = implementation;
  }

  mockImplementationOnce(implementation, onCall = this.#calls.length) {
    validateFunction(implementation, 'implementation');
    if (onCall < this.#calls.length) throw error('ERR_OUT_OF_RANGE', 'onCall', `>= ${this.#calls.length}`, onCall);
    this.#once.set(onCall, implementation);
  }

  resetCalls() {
    this.#calls = [];
  }

  restore() {
    this.#restore?.();
    this.#implementation = this.#original;
    this.#times = Infinity;
  }

  // Calls what is due and writes it down.
  run(target, self, args) {
    const at = this.#calls.length;
    const fn = this.#once.get(at) ?? (at < this.#times ? this.#implementation : this.#original);
    this.#once.delete(at);
    const call = {
      arguments: args, error: undefined, result: undefined, stack: new Error(), target, this: self,
    };
    this.#calls.push(call);
    try {
      call.result = target === undefined ? Reflect.apply(fn, self, args) : Reflect.construct(fn, args, target);
      if (target !== undefined) call.this = call.result;
      return call.result;
    } catch (err) {
      call.error = err;
      throw err;
    }
  }
}

function mocked(original, implementation, times, restore) {
  const context = new MockFunctionContext(original, implementation, times, restore);
  return new Proxy(original, {
    __proto__: null,
    apply: (target, self, args) => context.run(undefined, self, args),
    construct: (target, args, newTarget) => context.run(newTarget, undefined, args),
    get: (target, key, receiver) => (key === 'mock' ? context : Reflect.get(target, key, receiver)),
  });
}

function findDescriptor(object, name) {
  for (let at = object; at !== null && at !== undefined; at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

class MockTracker {
  #mocks = [];

  fn(original = function() {}, implementation = original, options = {}) {
    if (typeof original === 'object' && original !== null) {
      options = original;
      original = function() {};
      implementation = original;
    } else if (typeof implementation === 'object' && implementation !== null) {
      options = implementation;
      implementation = original;
    }
    validateFunction(original, 'original');
    validateFunction(implementation, 'implementation');
    validateObject(options, 'options');
    const fn = mocked(original, implementation, options.times ?? Infinity);
    this.#mocks.push(fn.mock);
    return fn;
  }

  method(object, name, implementation, options = {}) {
    if (typeof implementation === 'object' && implementation !== null) {
      options = implementation;
      implementation = undefined;
    }
    const { getter = false, setter = false, times = Infinity } = options;
    const descriptor = findDescriptor(object, name);
    const kind = getter ? 'get' : setter ? 'set' : 'value';
    const original = descriptor?.[kind];
    if (typeof original !== 'function') {
      throw error('ERR_INVALID_ARG_VALUE', 'methodName', name, 'must be a method');
    }
    const own = Object.getOwnPropertyDescriptor(object, name);
    const fn = mocked(original, implementation ?? original, times, () => {
      if (own === undefined) delete object[name];
      else Object.defineProperty(object, name, own);
    });
    Object.defineProperty(object, name, { ...descriptor, configurable: true, [kind]: fn });
    this.#mocks.push(fn.mock);
    return fn;
  }

  getter(object, name, implementation, options = {}) {
    return this.method(object, name, implementation, { ...options, getter: true });
  }

  setter(object, name, implementation, options = {}) {
    return this.method(object, name, implementation, { ...options, setter: true });
  }

  reset() {
    this.restoreAll();
    this.#mocks = [];
  }

  restoreAll() {
    for (let i = this.#mocks.length - 1; i >= 0; i--) this.#mocks[i].restore();
  }
}

exports.MockTracker = MockTracker;

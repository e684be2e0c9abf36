// node:async_hooks - AsyncLocalStorage and AsyncResource, native over env's async frame; hooks load on use.
'use strict';

const { error } = internalBinding('errors');
const { validateFunction, validateObject, validateString } = internalBinding('validators');
const wrap = internalBinding('async_wrap');
const frames = internalBinding('async_context_frame');
const { kAsyncId, kTriggerAsyncId, initResource } = wrap;

class AsyncLocalStorage {
  #name = '';

  constructor(options = undefined) {
    if (options === undefined) return;
    validateObject(options, 'options');
    if (options.defaultValue !== undefined) {
      Object.defineProperty(this, frames.kDefaultValue, { __proto__: null, value: options.defaultValue });
    }
    if (options.name !== undefined) this.#name = `${options.name}`;
  }

  get name() {
    return this.#name;
  }

  static bind(fn) {
    return AsyncResource.bind(fn);
  }

  static snapshot() {
    return AsyncLocalStorage.bind((callback, ...args) => callback(...args));
  }

  withScope(store) {
    const { RunScope } = require('internal/async_local_storage/run_scope');
    return new RunScope(this, store);
  }
}

// The methods are called per request and per log line, so they are native.
for (const name of ['run', 'exit', 'enterWith', 'getStore', 'disable']) {
  Object.defineProperty(AsyncLocalStorage.prototype, name, {
    __proto__: null, value: frames[name], writable: true, configurable: true,
  });
}

class AsyncResource {
  constructor(type, options = undefined) {
    validateString(type, 'type');
    let trigger;
    let manual = false;
    if (typeof options === 'number') {
      trigger = options;
    } else if (options !== undefined) {
      trigger = options.triggerAsyncId;
      manual = Boolean(options.requireManualDestroy);
    }
    if (trigger === undefined) trigger = wrap.executionAsyncId();
    else if (!Number.isSafeInteger(trigger) || trigger < -1) {
      throw error('ERR_INVALID_ASYNC_ID', 'triggerAsyncId', trigger);
    }
    const id = initResource(this, trigger);
    if (hooks !== undefined) hooks.init(id, type, trigger, this, manual);
  }

  emitDestroy() {
    require('internal/async_hooks').destroy(this[kAsyncId], this);
    return this;
  }

  asyncId() {
    return this[kAsyncId];
  }

  triggerAsyncId() {
    return this[kTriggerAsyncId];
  }

  bind(fn, thisArg) {
    validateFunction(fn, 'fn');
    const resource = this;
    const bound = thisArg === undefined ?
      function(...args) {
        return resource.runInAsyncScope(fn, this, ...args);
      } :
      this.runInAsyncScope.bind(this, fn, thisArg);
    return require('internal/async_hooks').describeBound(bound, fn, this);
  }

  static bind(fn, type, thisArg) {
    type ||= fn.name;
    return new AsyncResource(type || 'bound-anonymous-fn').bind(fn, thisArg);
  }
}

Object.defineProperty(AsyncResource.prototype, 'runInAsyncScope', {
  __proto__: null, value: wrap.runInAsyncScope, writable: true, configurable: true,
});

// Set once the first hook is made: resources made before need not ask.
let hooks;

module.exports = {
  AsyncLocalStorage,
  createHook(callbacks) {
    hooks ??= require('internal/async_hooks');
    return hooks.createHook(callbacks);
  },
  executionAsyncId: wrap.executionAsyncId,
  triggerAsyncId: wrap.triggerAsyncId,
  executionAsyncResource() {
    return require('internal/async_hooks').executionAsyncResource();
  },
  get asyncWrapProviders() {
    return require('internal/async_hooks').asyncWrapProviders;
  },
  AsyncResource,
};

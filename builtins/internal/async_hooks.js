// internal/async_hooks - hooks on the life of async resources: createHook() and what calls it.
'use strict';

const { error } = internalBinding('errors');
const { validateBoolean } = internalBinding('validators');
const { setHooked, setHooks } = internalBinding('async_wrap');

// Replaced, never changed, so that a hook may enable and disable hooks while it runs.
let active = [];
// The resources whose code runs, innermost last.
const running = [];
const topLevel = {};

class AsyncHook {
  #callbacks;

  constructor(callbacks) {
    const { init, before, after, destroy, promiseResolve, trackPromises } = callbacks;
    const all = { init, before, after, destroy, promiseResolve };
    for (const name in all) {
      if (all[name] !== undefined && typeof all[name] !== 'function') throw error('ERR_ASYNC_CALLBACK', `hook.${name}`);
    }
    if (trackPromises !== undefined) validateBoolean(trackPromises, 'trackPromises');
    if (trackPromises === false && promiseResolve) {
      throw error('ERR_INVALID_ARG_VALUE', 'trackPromises', trackPromises,
                  'must not be false when promiseResolve is enabled');
    }
    this.#callbacks = all;
  }

  enable() {
    if (!active.includes(this.#callbacks)) {
      active = [...active, this.#callbacks];
      setHooked(true);
    }
    return this;
  }

  disable() {
    if (active.includes(this.#callbacks)) {
      active = active.filter((other) => other !== this.#callbacks);
      setHooked(active.length > 0);
    }
    return this;
  }
}

// What a hook throws ends the process: nobody could tell which resource it is about.
function call(name, ...args) {
  const hooks = active;
  for (let i = 0; i < hooks.length; i++) {
    const hook = hooks[i][name];
    if (hook === undefined) continue;
    try {
      Reflect.apply(hook, hooks[i], args);
    } catch (err) {
      fatal(err);
    }
  }
}

function fatal(err) {
  let text;
  try {
    text = typeof err?.stack === 'string' ? err.stack : String(err);
  } catch {
    text = 'an exception that cannot be shown';
  }
  process._rawDebug(text);
  process.exit(1);
}

// For resources that are not destroyed by hand.
let registry;
// Ids whose destroy hooks are due.
const dead = [];

exports.createHook = (callbacks) => new AsyncHook(callbacks);

exports.init = function init(id, type, trigger, resource, manual) {
  if (active.length === 0) return;
  if (type.length === 0) throw error('ERR_ASYNC_TYPE', type);
  call('init', id, type, trigger, resource);
  if (!manual && active.some((hook) => hook.destroy !== undefined)) {
    registry ??= new FinalizationRegistry((id) => destroy(id));
    registry.register(resource, id, resource);
  }
};

function destroy(id, resource) {
  if (resource !== undefined) registry?.unregister(resource);
  // In a later turn, as a destructor would be. Immediates have a destroy hook themselves, so not through one of those.
  if (active.length === 0 || !active.some((hook) => hook.destroy !== undefined)) return;
  dead.push(id);
  if (dead.length > 1) return;
  queueMicrotask(() => {
    const ids = dead.splice(0);
    for (let i = 0; i < ids.length; i++) call('destroy', ids[i]);
  });
}
exports.destroy = destroy;

setHooks(
  (id, type, trigger, resource) => call('init', id, type, trigger, resource),
  (id, trigger, resource) => {
    running.push(resource);
    call('before', id);
  },
  (id) => {
    running.pop();
    call('after', id);
  },
  destroy);

exports.executionAsyncResource = () => (running.length > 0 ? running[running.length - 1] : topLevel);

exports.asyncWrapProviders = Object.freeze({ __proto__: null });

// A bound function keeps the length of the original; its `asyncResource` is deprecated.
exports.describeBound = function describeBound(bound, fn, resource) {
  const warning = 'The asyncResource property on bound functions is deprecated';
  let warned = false;
  function warn() {
    if (warned) return;
    warned = true;
    process.emitWarning(warning, 'DeprecationWarning', 'DEP0172');
  }
  Object.defineProperty(bound, 'length', { __proto__: null, configurable: true, value: fn.length });
  Object.defineProperty(bound, 'asyncResource', {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      warn();
      return resource;
    },
    set(value) {
      warn();
      resource = value;
    },
  });
  return bound;
};

exports.enabledHooksExist = () => active.length > 0;

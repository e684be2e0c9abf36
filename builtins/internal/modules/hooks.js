// internal/modules/hooks - the chains of module.registerHooks() and module.register().
'use strict';

const { importNow, setHooks, settle } = internalBinding('modules');
const { error } = internalBinding('errors');
const { validateFunction, validateString } = internalBinding('validators');

// Added last runs first. Node's own step comes after the first of them.
const resolveHooks = [];
const loadHooks = [];
const asyncResolveHooks = [];
const asyncLoadHooks = [];

function update() {
  setHooks(resolveHooks.length > 0, loadHooks.length > 0, asyncResolveHooks.length + asyncLoadHooks.length > 0);
}

function remove(list, hook) {
  const at = list.indexOf(hook);
  if (at !== -1) list.splice(at, 1);
}

class ModuleHooks {
  constructor(resolve, load) {
    this.resolve = resolve;
    this.load = load;
    if (resolve) resolveHooks.push(this);
    if (load) loadHooks.push(this);
    update();
    Object.freeze(this);
  }

  deregister() {
    remove(resolveHooks, this);
    remove(loadHooks, this);
    update();
  }
}

function registerHooks(hooks) {
  const { resolve, load } = hooks;
  if (resolve) validateFunction(resolve, 'hooks.resolve');
  if (load) validateFunction(load, 'hooks.load');
  return new ModuleHooks(resolve, load);
}

// A chain of synchronous hooks. The context is one object that every step adds to.
function chain(hooks, name, last, validate, context) {
  let reached = hooks.length;
  function step(index) {
    const hook = index === 0 ? last : hooks[index - 1][name];
    const next = index === 0 ? undefined : step(index - 1);
    return function nextStep(subject, given) {
      reached = index;
      if (given && given !== context) Object.assign(context, given);
      const result = hook(subject, context, next);
      if (reached > 0 && reached === index && !result.shortCircuit) {
        throw error('ERR_INVALID_RETURN_PROPERTY_VALUE', 'true', name, 'shortCircuit', result.shortCircuit);
      }
      return validate(subject, result);
    };
  }
  return step(hooks.length);
}

function invalid(expected, hook, property, value) {
  return error('ERR_INVALID_RETURN_PROPERTY_VALUE', expected, hook, property, value);
}

function validateResolve(specifier, result) {
  const { url, format, importAttributes } = result;
  if (typeof url !== 'string') throw invalid('a URL string', 'resolve', 'url', url);
  if (format && typeof format !== 'string') throw invalid('a string', 'resolve', 'format', format);
  if (importAttributes && typeof importAttributes !== 'object') {
    throw invalid('an object', 'resolve', 'importAttributes', importAttributes);
  }
  return { __proto__: null, url, format, importAttributes, shortCircuit: result.shortCircuit };
}

function isBytes(value) {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;
}

function validateLoad(url, result) {
  const { source, format } = result;
  if (!url.startsWith('node:') && typeof source !== 'string' && !isBytes(source) && format !== 'addon' &&
      !(format === 'commonjs' && source == null)) {
    throw invalid('a string, an ArrayBuffer, or a TypedArray', 'load', 'source', source);
  }
  if (typeof format !== 'string' && format !== undefined) throw invalid('a string', 'load', 'format', format);
  return result;
}

function resolve(specifier, parentURL, importAttributes, conditions, last) {
  const context = { parentURL, importAttributes, conditions };
  return chain(resolveHooks, 'resolve', last, validateResolve, context)(specifier, context);
}

function load(url, format, importAttributes, conditions, last) {
  const context = { format, importAttributes, conditions };
  return chain(loadHooks, 'load', last, validateLoad, context)(url, context);
}

// Imports also go through the hooks of module.register(), below those of registerHooks().
function resolveImport(specifier, parentURL, importAttributes, conditions, last) {
  const below = asyncResolveHooks.length === 0 ? last : (given, context) => settle(runAsync(
    asyncResolveHooks, 'resolve', given, context, last, checkAsyncResolve));
  return resolve(specifier, parentURL, importAttributes, conditions, below);
}

function loadImport(url, format, importAttributes, conditions, last) {
  const native = (given, context) => {
    const result = last(given, context);
    if (typeof result.source === 'string') result.source = require('buffer').Buffer.from(result.source);
    return result;
  };
  const below = asyncLoadHooks.length === 0 ? native : (given, context) => settle(runAsync(
    asyncLoadHooks, 'load', given, context, native, checkAsyncLoad));
  return load(url, format, importAttributes, conditions, below);
}

function incomplete(hook, name) {
  return error('ERR_LOADER_CHAIN_INCOMPLETE', `${hook.url} '${name}'`);
}

async function runAsync(hooks, name, subject, initialContext, last, check) {
  const context = { ...initialContext };
  let finished = false;
  let short = false;
  function next(index) {
    if (index < 0) {
      return async (given, added) => {
        finished = true;
        if (typeof given !== 'string') throw badArgument(name, given);
        return last(given, { ...context, ...added });
      };
    }
    const hook = hooks[index];
    return async (given = subject, added) => {
      if (typeof given !== 'string') throw badArgument(name, given);
      if (added) {
        if (typeof added !== 'object') throw error('ERR_INVALID_ARG_TYPE', `${hook.url} '${name}' hook's nextX() context`, 'object', added);
        Object.assign(context, added);
      }
      const result = await hook[name](given, context, next(index - 1));
      if (result === null || typeof result !== 'object') {
        throw error('ERR_INVALID_RETURN_VALUE', 'an object', `${hook.url} '${name}' hook's nextX()`, result);
      }
      if (result.shortCircuit) short = true;
      check(hook, result);
      return result;
    };
  }
  const result = await next(hooks.length - 1)(subject, context);
  if (!finished && !short) throw incomplete(hooks[0], name);
  return result;
}

function badArgument(name, given) {
  return error('ERR_INVALID_ARG_TYPE', name === 'resolve' ? 'specifier' : 'url', 'string', given);
}

function checkAsyncResolve(hook, result) {
  const { url, format } = result;
  if (typeof url !== 'string' || !URL.canParse(url)) {
    throw error('ERR_INVALID_RETURN_PROPERTY_VALUE', 'a URL string', `${hook.url} 'resolve'`, 'url', url);
  }
  if (format != null && typeof format !== 'string') {
    throw error('ERR_INVALID_RETURN_PROPERTY_VALUE', 'a string', `${hook.url} 'resolve'`, 'format', format);
  }
}

function checkAsyncLoad(hook, result) {
  const { source, format } = result;
  if (typeof format !== 'string') {
    throw error('ERR_INVALID_RETURN_PROPERTY_VALUE', 'a string', `${hook.url} 'load'`, 'format', format);
  }
  if (source != null && typeof source !== 'string' && !isBytes(source)) {
    throw error('ERR_INVALID_RETURN_PROPERTY_VALUE', 'a string, an ArrayBuffer, or a TypedArray', `${hook.url} 'load'`, 'source', source);
  }
}

// module.register(): the hooks of a module, which runs on this thread.
function register(specifier, parentURL, data) {
  const namespace = importNow(specifier, parentURL);
  const url = specifier;
  if (typeof namespace.initialize === 'function') settle(namespace.initialize(data));
  if (typeof namespace.resolve === 'function') asyncResolveHooks.push({ url, resolve: namespace.resolve });
  if (typeof namespace.load === 'function') asyncLoadHooks.push({ url, load: namespace.load });
  update();
}

function registerFromUser(specifier, parentURL, options) {
  if (parentURL !== null && typeof parentURL === 'object' && !(parentURL instanceof URL)) {
    options = parentURL;
    parentURL = options.parentURL;
  }
  specifier = `${specifier}`;
  validateString(specifier, 'specifier');
  register(specifier, `${parentURL ?? 'data:'}`, options?.data);
}

module.exports = { load, loadImport, register, registerFromUser, registerHooks, resolve, resolveImport };

// node:module - the Module class (native) and the functions around it.
'use strict';

const { Module } = internalBinding('modules');
const { validateBoolean, validateObject } = internalBinding('validators');

const constants = Object.freeze({
  __proto__: null,
  compileCacheStatus: Object.freeze({ __proto__: null, FAILED: 0, ENABLED: 1, ALREADY_ENABLED: 2, DISABLED: 3 }),
});

// The engine has no code cache, so there is never one to enable: Node's answer for a build without it.
function enableCompileCache(options) {
  if (typeof options === 'object' && options !== null) validateObject(options, 'options');
  return { __proto__: null, status: constants.compileCacheStatus.DISABLED, message: 'The engine has no compile cache' };
}

function getCompileCacheDir() {
  return undefined;
}

function flushCompileCache() {}

function registerHooks(hooks) {
  return require('internal/modules/hooks').registerHooks(hooks);
}

function register(specifier, parentURL, options) {
  return require('internal/modules/hooks').registerFromUser(specifier, parentURL, options);
}

let sourceMapsSupport = Object.freeze({ __proto__: null, enabled: false, nodeModules: false, generatedCode: false });

function getSourceMapsSupport() {
  return sourceMapsSupport;
}

function setSourceMapsSupport(enabled, options = {}) {
  validateBoolean(enabled, 'enabled');
  validateObject(options, 'options');
  const { nodeModules = false, generatedCode = false } = options;
  validateBoolean(nodeModules, 'options.nodeModules');
  validateBoolean(generatedCode, 'options.generatedCode');
  sourceMapsSupport = Object.freeze({ __proto__: null, enabled, nodeModules, generatedCode });
}

function findSourceMap(path) {
  return require('internal/modules/source_map').findSourceMap(path);
}

Object.assign(Module, {
  constants,
  enableCompileCache,
  findSourceMap,
  flushCompileCache,
  getCompileCacheDir,
  getSourceMapsSupport,
  register,
  registerHooks,
  setSourceMapsSupport,
});

// SourceMap is rarely used and not small.
Object.defineProperty(Module, 'SourceMap', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    const { SourceMap } = require('internal/modules/source_map');
    Object.defineProperty(Module, 'SourceMap', { __proto__: null, value: SourceMap, writable: true, enumerable: true, configurable: true });
    return SourceMap;
  },
});

module.exports = Module;

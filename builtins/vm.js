// node:vm - scripts and contexts; contexts are realms of the engine whose global object shows the sandbox.
'use strict';

const { ContextifyScript, compileFunction: compile, isContext: isContextNative, makeContext } = internalBinding('contextify');
const { error } = internalBinding('errors');
const {
  validateArray, validateBoolean, validateBuffer, validateFunction, validateInt32, validateObject, validateOneOf,
  validateString, validateStringArray, validateUint32,
} = internalBinding('validators');
const { option } = internalBinding('process_methods');

const kParsingContext = Symbol('script parsing context');
const kEmpty = Object.freeze({ __proto__: null });

const constants = Object.freeze({
  __proto__: null,
  USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol('vm_dynamic_import_main_context_default'),
  DONT_CONTEXTIFY: Symbol('vm_context_no_contextify'),
});

function isContext(object) {
  validateObject(object, 'object', { allowArray: true });
  return isContextNative(object);
}

// What import() in a script is answered with: a word that the loader knows, or the user's function.
function importPolicy(importModuleDynamically) {
  if (importModuleDynamically === constants.USE_MAIN_CONTEXT_DEFAULT_LOADER) return 'default';
  if (importModuleDynamically === undefined) return 'missing';
  validateFunction(importModuleDynamically, 'options.importModuleDynamically');
  if (!option('experimental-vm-modules')) return 'flag';
  return require('internal/vm/module').wrapImport(importModuleDynamically);
}

class Script extends ContextifyScript {
  constructor(code, options = kEmpty) {
    code = `${code}`;
    if (typeof options === 'string') options = { filename: options };
    else validateObject(options, 'options');
    const {
      filename = 'evalmachine.<anonymous>',
      lineOffset = 0,
      columnOffset = 0,
      cachedData,
      produceCachedData = false,
      importModuleDynamically,
      [kParsingContext]: parsingContext,
    } = options;
    validateString(filename, 'options.filename');
    validateInt32(lineOffset, 'options.lineOffset');
    validateInt32(columnOffset, 'options.columnOffset');
    if (cachedData !== undefined) validateBuffer(cachedData, 'options.cachedData');
    validateBoolean(produceCachedData, 'options.produceCachedData');
    const policy = importPolicy(importModuleDynamically);
    super(code, filename, lineOffset, columnOffset, parsingContext, policy);
    if (cachedData !== undefined) this.cachedDataRejected = !this.acceptsCachedData(cachedData);
    if (produceCachedData) {
      this.cachedDataProduced = true;
      this.cachedData = this.createCachedData();
    }
    this.sourceMapURL = sourceMapURL(code);
  }

  createCachedData() {
    return require('buffer').Buffer.from(super.createCachedData());
  }

  runInThisContext(options) {
    return run(this, null, options);
  }

  runInContext(contextifiedObject, options) {
    validateContext(contextifiedObject);
    return run(this, contextifiedObject, options);
  }

  runInNewContext(contextObject, options) {
    const context = createContext(contextObject, contextOptions(options));
    return this.runInContext(context, options);
  }
}

const runNative = ContextifyScript.prototype.runInContext;

// The last `//# sourceMappingURL=` of a source.
function sourceMapURL(code) {
  const at = code.lastIndexOf('sourceMappingURL=');
  if (at === -1) return undefined;
  const match = /^\/\/[#@] sourceMappingURL=(\S+)\s*$/m.exec(code.slice(Math.max(0, at - 4)));
  return match === null ? undefined : match[1];
}

function validateContext(contextifiedObject) {
  if (!isContext(contextifiedObject)) {
    throw error('ERR_INVALID_ARG_TYPE', 'contextifiedObject', 'vm.Context', contextifiedObject);
  }
}

function run(script, contextifiedObject, options = kEmpty) {
  validateObject(options, 'options');
  let { timeout } = options;
  if (timeout === undefined) timeout = -1;
  else validateUint32(timeout, 'options.timeout', true);
  const { displayErrors = true, breakOnSigint = false } = options;
  validateBoolean(displayErrors, 'options.displayErrors');
  validateBoolean(breakOnSigint, 'options.breakOnSigint');
  if (timeout !== -1) warnAboutTimeout();
  return runNative.call(script, contextifiedObject, timeout);
}

// The engine cannot be interrupted from outside: a script that never ends is not stopped.
let warnedAboutTimeout = false;

function warnAboutTimeout() {
  if (warnedAboutTimeout) return;
  warnedAboutTimeout = true;
  process.emitWarning('The timeout option of node:vm is not enforced', { code: 'OURO_VM_TIMEOUT' });
}

function contextOptions(options) {
  if (!options) return {};
  const { contextName: name, contextOrigin: origin, contextCodeGeneration, microtaskMode } = options;
  if (name !== undefined) validateString(name, 'options.contextName');
  if (origin !== undefined) validateString(origin, 'options.contextOrigin');
  let codeGeneration;
  if (contextCodeGeneration !== undefined) {
    validateObject(contextCodeGeneration, 'options.contextCodeGeneration');
    const { strings, wasm } = contextCodeGeneration;
    if (strings !== undefined) validateBoolean(strings, 'options.contextCodeGeneration.strings');
    if (wasm !== undefined) validateBoolean(wasm, 'options.contextCodeGeneration.wasm');
    codeGeneration = { strings, wasm };
  }
  if (microtaskMode !== undefined) validateString(microtaskMode, 'options.microtaskMode');
  return { name, origin, codeGeneration, microtaskMode };
}

let nextName = 1;

function createContext(contextObject = {}, options = kEmpty) {
  const vanilla = contextObject === constants.DONT_CONTEXTIFY;
  if (!vanilla && isContext(contextObject)) return contextObject;
  validateObject(options, 'options');
  const { name = `VM Context ${nextName++}`, origin, codeGeneration, microtaskMode, importModuleDynamically } = options;
  validateString(name, 'options.name');
  if (origin !== undefined) validateString(origin, 'options.origin');
  if (codeGeneration !== undefined) validateObject(codeGeneration, 'options.codeGeneration');
  let strings = true;
  if (codeGeneration !== undefined) {
    const { wasm = true } = codeGeneration;
    ({ strings = true } = codeGeneration);
    validateBoolean(strings, 'options.codeGeneration.strings');
    validateBoolean(wasm, 'options.codeGeneration.wasm');
  }
  validateOneOf(microtaskMode, 'options.microtaskMode', ['afterEvaluate', undefined]);
  importPolicy(importModuleDynamically);
  return makeContext(vanilla ? undefined : contextObject, strings, microtaskMode === 'afterEvaluate');
}

function createScript(code, options) {
  return new Script(code, options);
}

function runInContext(code, contextifiedObject, options) {
  validateContext(contextifiedObject);
  if (typeof options === 'string') options = { filename: options };
  return createScript(code, { ...options, [kParsingContext]: contextifiedObject }).runInContext(contextifiedObject, options);
}

function runInNewContext(code, contextObject, options) {
  if (typeof options === 'string') options = { filename: options };
  const context = createContext(contextObject, contextOptions(options));
  return createScript(code, { ...options, [kParsingContext]: context }).runInContext(context, options);
}

function runInThisContext(code, options) {
  if (typeof options === 'string') options = { filename: options };
  return createScript(code, options === undefined ? { [kParsingContext]: null } : { ...options, [kParsingContext]: null }).runInThisContext(options);
}

function compileFunction(code, params, options = kEmpty) {
  validateString(code, 'code');
  validateObject(options, 'options');
  if (params !== undefined) validateStringArray(params, 'params');
  const {
    filename = '', columnOffset = 0, lineOffset = 0, cachedData, produceCachedData = false, parsingContext,
    contextExtensions = [], importModuleDynamically,
  } = options;
  validateString(filename, 'options.filename');
  validateInt32(columnOffset, 'options.columnOffset');
  validateInt32(lineOffset, 'options.lineOffset');
  if (cachedData !== undefined) validateBuffer(cachedData, 'options.cachedData');
  validateBoolean(produceCachedData, 'options.produceCachedData');
  if (parsingContext !== undefined &&
      (typeof parsingContext !== 'object' || parsingContext === null || !isContext(parsingContext))) {
    throw error('ERR_INVALID_ARG_TYPE', 'options.parsingContext', 'Context', parsingContext);
  }
  validateArray(contextExtensions, 'options.contextExtensions');
  contextExtensions.forEach((extension, index) => {
    validateObject(extension, `options.contextExtensions[${index}]`, { nullable: true });
  });
  const policy = importPolicy(importModuleDynamically);
  const result = compile(code, filename, lineOffset, columnOffset, parsingContext, contextExtensions, params, policy);
  if (produceCachedData) {
    result.cachedDataProduced = true;
    result.cachedData = new Script(`(function (${params === undefined ? '' : params.join(',')}) {${code}\n})`, { filename }).createCachedData();
  }
  if (cachedData !== undefined) result.cachedDataRejected = true;
  return result;
}

module.exports = {
  Script,
  createContext,
  createScript,
  runInContext,
  runInNewContext,
  runInThisContext,
  isContext,
  compileFunction,
  constants,
};

if (option('experimental-vm-modules')) {
  const { Module, SourceTextModule, SyntheticModule } = require('internal/vm/module');
  Object.assign(module.exports, { Module, SourceTextModule, SyntheticModule });
}

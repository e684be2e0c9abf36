// internal/vm/module - vm.Module and its two kinds, behind --experimental-vm-modules.
'use strict';

const { ModuleWrap } = internalBinding('module_wrap');
const { isContext } = internalBinding('contextify');
const { error } = internalBinding('errors');
const {
  validateArray, validateBoolean, validateBuffer, validateFunction, validateInt32, validateObject, validateString,
  validateUint32,
} = internalBinding('validators');

const kWrap = Symbol('kWrap');
const kContext = Symbol('kContext');
const kLink = Symbol('kLink');
const kEmpty = Object.freeze({ __proto__: null });
const contextIds = new WeakMap();
let nextId = 0;
let warned = false;

function isModule(object) {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, kWrap);
}

function checkThis(object, name) {
  if (!isModule(object)) throw error('ERR_INVALID_THIS', name);
}

function statusError(text) {
  return error('ERR_VM_MODULE_STATUS', text);
}

// The callbacks of scripts and modules answer with a module, which must have been evaluated, or with a namespace.
function wrapImport(importModuleDynamically, referrer) {
  return async function importModuleDynamicallyWrap(specifier, attributes) {
    const module = await importModuleDynamically.call(undefined, specifier, referrer, attributes, 'evaluation');
    if (!isModule(module)) return module;
    if (module.status === 'errored') throw module.error;
    return module[kWrap].getNamespace();
  };
}

function identifierFor(context) {
  if (context === undefined) return `vm:module(${nextId++})`;
  const id = contextIds.get(context) ?? 0;
  contextIds.set(context, id + 1);
  return `vm:module(${id})`;
}

class Module {
  constructor(options) {
    if (!warned) {
      warned = true;
      process.emitWarning('VM Modules is an experimental feature and might change at any time', 'ExperimentalWarning');
    }
    if (new.target === Module) throw new TypeError('Module is not a constructor');
    const { context } = options;
    if (context !== undefined) {
      validateObject(context, 'context');
      if (!isContext(context)) throw error('ERR_INVALID_ARG_TYPE', 'options.context', 'vm.Context', context);
    }
    let { identifier } = options;
    if (identifier !== undefined) validateString(identifier, 'options.identifier');
    else identifier = identifierFor(context);
    this[kWrap] = options.make(identifier);
    this[kWrap].url = identifier;
    this[kContext] = context;
  }

  get identifier() {
    checkThis(this, 'Module');
    return this[kWrap].url;
  }

  get context() {
    checkThis(this, 'Module');
    return this[kContext];
  }

  get namespace() {
    checkThis(this, 'Module');
    const status = this[kWrap].getStatus();
    if (status === 'unlinked' || status === 'linking') throw statusError('must not be unlinked or linking');
    return this[kWrap].getNamespace();
  }

  get status() {
    checkThis(this, 'Module');
    return this[kWrap].getStatus();
  }

  get error() {
    checkThis(this, 'Module');
    if (this[kWrap].getStatus() !== 'errored') throw statusError('must be errored');
    return this[kWrap].getError();
  }

  async link(linker) {
    checkThis(this, 'Module');
    validateFunction(linker, 'linker');
    if (this.status === 'linked') throw error('ERR_VM_MODULE_ALREADY_LINKED');
    if (this.status !== 'unlinked') throw statusError('must be unlinked');
    await this[kLink](linker);
    this[kWrap].instantiate();
  }

  evaluate(options = kEmpty) {
    try {
      checkThis(this, 'Module');
      validateObject(options, 'options');
      const { timeout, breakOnSigint = false } = options;
      if (timeout !== undefined) validateUint32(timeout, 'options.timeout', true);
      validateBoolean(breakOnSigint, 'options.breakOnSigint');
      const status = this[kWrap].getStatus();
      if (status !== 'linked' && status !== 'evaluated' && status !== 'errored') {
        throw statusError('must be one of linked, evaluated, or errored');
      }
      return this[kWrap].evaluate();
    } catch (reason) {
      return Promise.reject(reason);
    }
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    checkThis(this, 'Module');
    if (typeof depth === 'number' && depth < 0) return this;
    const { constructor = Module } = this;
    const shown = { __proto__: Object.getPrototypeOf(this) };
    for (const key of ['status', 'identifier', 'context']) {
      Object.defineProperty(shown, key, { __proto__: null, value: this[key], enumerable: true });
    }
    Object.defineProperty(shown, Symbol.toStringTag, { __proto__: null, value: constructor.name, configurable: true });
    return require('util').inspect(shown, { ...options, customInspect: false });
  }
}

class SourceTextModule extends Module {
  #error;
  #failed = false;
  #linking = false;
  #requests;
  #specifiers;

  constructor(sourceText, options = kEmpty) {
    validateString(sourceText, 'sourceText');
    validateObject(options, 'options');
    const {
      lineOffset = 0, columnOffset = 0, initializeImportMeta, importModuleDynamically, context, identifier, cachedData,
    } = options;
    validateInt32(lineOffset, 'options.lineOffset');
    validateInt32(columnOffset, 'options.columnOffset');
    if (initializeImportMeta !== undefined) validateFunction(initializeImportMeta, 'options.initializeImportMeta');
    if (importModuleDynamically !== undefined) validateFunction(importModuleDynamically, 'options.importModuleDynamically');
    if (cachedData !== undefined) validateBuffer(cachedData, 'options.cachedData');
    // The callbacks get this module, which does not exist before super() returns.
    const self = { module: undefined };
    super({
      context,
      identifier,
      make(url) {
        return new ModuleWrap(url, context, sourceText, lineOffset, columnOffset,
          importModuleDynamically && ((specifier, attributes) =>
            wrapImport(importModuleDynamically, self.module)(specifier, attributes)),
          initializeImportMeta && ((meta) => initializeImportMeta(meta, self.module)));
      },
    });
    self.module = this;
    this.#requests = Object.freeze(this[kWrap].getModuleRequests().map(({ specifier, attributes }) =>
      Object.freeze({ __proto__: null, specifier, attributes, phase: 'evaluation' })));
  }

  async [kLink](linker) {
    this.#linking = true;
    try {
      const modules = await Promise.all(this.#requests.map(async ({ specifier, attributes }) => {
        const module = await linker(specifier, this, { attributes, assert: attributes });
        if (!isModule(module)) throw error('ERR_VM_MODULE_NOT_MODULE');
        if (module.context !== this.context) throw error('ERR_VM_MODULE_DIFFERENT_CONTEXT');
        if (module.status === 'errored') {
          const failure = error('ERR_VM_MODULE_LINK_FAILURE', `request for '${specifier}' resolved to an errored module`);
          failure.cause = module.error;
          throw failure;
        }
        if (module.status === 'unlinked') await module[kLink](linker);
        return module[kWrap];
      }));
      this[kWrap].link(modules);
    } catch (reason) {
      this.#error = reason;
      this.#failed = true;
      throw reason;
    } finally {
      this.#linking = false;
    }
  }

  linkRequests(modules) {
    checkThis(this, 'SourceTextModule');
    if (this.status !== 'unlinked') throw statusError('must be unlinked');
    validateArray(modules, 'modules');
    if (modules.length !== this.#requests.length) {
      throw error('ERR_MODULE_LINK_MISMATCH', `Expected ${this.#requests.length} modules, got ${modules.length}`);
    }
    this[kWrap].link(modules.map((module) => {
      if (!isModule(module)) throw error('ERR_VM_MODULE_NOT_MODULE');
      if (module.context !== this.context) throw error('ERR_VM_MODULE_DIFFERENT_CONTEXT');
      return module[kWrap];
    }));
  }

  instantiate() {
    checkThis(this, 'SourceTextModule');
    if (this.status !== 'unlinked') throw statusError('must be unlinked');
    this[kWrap].instantiate();
  }

  get dependencySpecifiers() {
    this.#specifiers ??= Object.freeze(this.#requests.map((request) => request.specifier));
    return this.#specifiers;
  }

  get moduleRequests() {
    return this.#requests;
  }

  get status() {
    if (this.#failed) return 'errored';
    if (this.#linking) return 'linking';
    return super.status;
  }

  get error() {
    return this.#failed ? this.#error : super.error;
  }

  hasAsyncGraph() {
    checkThis(this, 'SourceTextModule');
    if (this.status === 'unlinked' || this.status === 'linking') throw statusError('must be instantiated');
    return this[kWrap].isGraphAsync();
  }

  hasTopLevelAwait() {
    checkThis(this, 'SourceTextModule');
    return this[kWrap].hasTopLevelAwait();
  }

  createCachedData() {
    const { status } = this;
    if (status === 'evaluating' || status === 'evaluated' || status === 'errored') {
      throw error('ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA');
    }
    return require('buffer').Buffer.from('ouro-no-code-cache');
  }
}

class SyntheticModule extends Module {
  constructor(exportNames, evaluateCallback, options = kEmpty) {
    if (!Array.isArray(exportNames) || exportNames.some((name) => typeof name !== 'string')) {
      throw error('ERR_INVALID_ARG_TYPE', 'exportNames', 'an Array of unique strings', exportNames);
    }
    exportNames.forEach((name, index) => {
      if (exportNames.indexOf(name, index + 1) !== -1) {
        throw error('ERR_INVALID_ARG_VALUE', `exportNames.${name}`, name, 'is duplicated');
      }
    });
    validateFunction(evaluateCallback, 'evaluateCallback');
    validateObject(options, 'options');
    const { context, identifier } = options;
    const self = { module: undefined };
    super({
      context,
      identifier,
      make(url) {
        return new ModuleWrap(url, context, exportNames, () => { evaluateCallback.call(self.module); });
      },
    });
    self.module = this;
    // Its exports are known: nothing has to be linked.
    this[kWrap].instantiate();
  }

  [kLink]() {}

  // A synthetic module has nothing to link.
  link() {
    checkThis(this, 'SyntheticModule');
  }

  setExport(name, value) {
    checkThis(this, 'SyntheticModule');
    validateString(name, 'name');
    const status = this[kWrap].getStatus();
    if (status === 'unlinked' || status === 'linking') throw statusError('must be linked');
    this[kWrap].setExport(name, value);
  }
}

module.exports = { Module, SourceTextModule, SyntheticModule, wrapImport };

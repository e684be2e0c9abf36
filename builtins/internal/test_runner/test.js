// internal/test_runner/test - tests, suites and hooks: a tree that runs in order and reports as it goes.
'use strict';

const { error } = internalBinding('errors');
const { now } = internalBinding('performance');
const { validateAbortSignal, validateNumber, validateObject } = internalBinding('validators');
const { AsyncLocalStorage } = require('async_hooks');
const report = require('internal/test_runner/report');

// The test whose function runs, so that test() and the hooks know their parent.
const current = new AsyncLocalStorage();

function failure(message, failureType, cause) {
  const err = new Error(message, cause === undefined ? undefined : { cause });
  err.code = 'ERR_TEST_FAILURE';
  err.failureType = failureType;
  return err;
}

class Node {
  constructor(parent, name, options, fn) {
    const { skip = false, todo = false, only = false, timeout, signal, concurrency, plan } = options;
    if (timeout !== undefined && timeout !== null && timeout !== Infinity) {
      validateNumber(timeout, 'options.timeout', 0, 2 ** 31 - 1);
    }
    if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
    this.parent = parent;
    this.name = name;
    this.fn = fn;
    this.skip = skip;
    this.todo = todo;
    this.only = only;
    this.timeout = timeout ?? Infinity;
    this.signal = signal;
    this.parallel = concurrency === true || typeof concurrency === 'number' && concurrency > 1;
    this.plan = plan;
    this.asserted = 0;
    this.level = parent === null ? -1 : parent.level + 1;
    this.children = [];
    this.tail = Promise.resolve();
    this.hooks = { before: [], after: [], beforeEach: [], afterEach: [] };
    this.beforeDone = undefined;
    this.error = undefined;
    this.settled = false;
    this.diagnostics = [];
    this.controller = undefined;
    this.announced = false;
    this.startTime = 0;
    this.duration = 0;
  }

  get fullName() {
    return this.parent === null || this.parent.level < 0 ? this.name : `${this.parent.fullName} > ${this.name}`;
  }

  get isSuite() {
    return false;
  }

  fail(err) {
    this.error ??= err;
  }

  // Queues a child behind its older siblings, or lets it run at once with them.
  add(child) {
    this.children.push(child);
    if (root.finished) child.fail(failure('test could not be started because its parent finished', 'parentAlreadyFinished'));
    const run = () => current.run(child, () => child.run());
    const done = this.parallel ? Promise.resolve().then(run) : this.tail.then(run);
    this.tail = this.parallel ? Promise.all([this.tail, done]) : done;
    this.tail.catch(() => {});
    return done;
  }

  // The hooks of a kind, outermost first for beforeEach and innermost first for afterEach.
  async runHooks(kind, context) {
    const own = this.hooks[kind];
    for (let i = 0; i < own.length; i++) await runLimited(own[i].fn, context, own[i].timeout, undefined);
  }

  async runBeforeEach(context) {
    if (this.parent !== null) await this.parent.runBeforeEach(context);
    await this.runHooks('beforeEach', context);
  }

  async runAfterEach(context) {
    await this.runHooks('afterEach', context);
    if (this.parent !== null) await this.parent.runAfterEach(context);
  }

  // `before` hooks run once, ahead of the first child that needs them.
  runBefore() {
    return this.beforeDone ??= (async () => {
      if (this.parent !== null && !this.skip) await this.parent.runBefore();
      await this.runHooks('before', this.context());
    })();
  }

  // Parents are shown ahead of their first child.
  announce() {
    if (this.announced || this.level < 0) return;
    this.announced = true;
    this.parent.announce();
    report.start(this);
  }

  finish() {
    if (this.settled) return;
    this.settled = true;
    this.duration = now() - this.startTime;
    if (this.children.length > 0) this.announce();
    else if (this.parent !== null) this.parent.announce();
    report.end(this);
  }
}

class Test extends Node {
  context() {
    const { TestContext } = require('internal/test_runner/context');
    return this.ownContext ??= new TestContext(this);
  }

  async run() {
    this.startTime = now();
    const skipped = this.skip || !isWanted(this);
    if (!skipped && this.error === undefined) {
      const context = this.context();
      try {
        await this.parent.runBefore();
        await this.parent.runBeforeEach(context);
        await runLimited(this.fn, context, this.timeout, this.signal, this);
        await this.tail;
        if (this.plan !== undefined && this.plan !== this.asserted + this.children.length) {
          throw failure(`plan expected ${this.plan} assertions but received ${this.asserted + this.children.length}`,
                        'testCodeFailure');
        }
      } catch (err) {
        this.fail(err);
      }
      await this.tail.catch(() => {});
      const broken = this.children.filter((child) => child.error !== undefined && !child.todo).length;
      if (broken > 0) {
        this.fail(failure(`${broken} subtest${broken === 1 ? '' : 's'} failed`, 'subtestsFailed'));
      }
      try {
        await this.parent.runAfterEach(context);
        await this.runHooks('after', context);
      } catch (err) {
        this.fail(err);
      }
      this.ownMock?.restoreAll();
      this.controller?.abort();
    } else if (skipped) {
      this.skip ||= true;
    }
    this.finish();
  }
}

class Suite extends Node {
  get isSuite() {
    return true;
  }

  context() {
    return this.ownContext ??= { name: this.name, fullName: this.fullName, signal: new AbortController().signal };
  }

  // The body runs when the suite is made; it only collects, unless it is async.
  collect() {
    if (this.skip) return;
    try {
      const result = current.run(this, this.fn, this.context());
      if (typeof result?.then === 'function') {
        this.body = Promise.resolve(result).catch((err) => this.fail(err));
      }
    } catch (err) {
      this.fail(err);
    }
  }

  // Children of a suite wait for the suite's turn.
  add(child) {
    this.children.push(child);
    return Promise.resolve();
  }

  async run() {
    this.startTime = now();
    await this.body;
    if (!this.skip && this.error === undefined) {
      try {
        if (this.children.length > 0) await this.runBefore();
      } catch (err) {
        this.fail(err);
      }
      const start = (child) => {
        if (this.error !== undefined) child.fail(failure('test did not finish before its parent and was cancelled', 'cancelledByParent'));
        return current.run(child, () => child.run());
      };
      if (this.parallel) await Promise.all(this.children.map(start));
      else for (let i = 0; i < this.children.length; i++) await start(this.children[i]);
      try {
        await this.runHooks('after', this.context());
      } catch (err) {
        this.fail(err);
      }
    }
    const broken = this.children.filter((child) => child.error !== undefined && !child.todo).length;
    if (broken > 0) this.fail(failure(`${broken} subtest${broken === 1 ? '' : 's'} failed`, 'subtestsFailed'));
    this.finish();
  }
}

// With --test-only, only what is marked, or lies in something marked, or contains something marked runs.
function isWanted(node) {
  if (!process.execArgv.includes('--test-only')) return true;
  for (let up = node; up !== null; up = up.parent) {
    if (up.only) return true;
  }
  return node.children.some((child) => child.only);
}

// Calls a test's or a hook's function and waits for it: a promise, or the callback that a second parameter asks for.
async function runLimited(fn, context, timeout = Infinity, signal = undefined, node = undefined) {
  let timer;
  const limits = [];
  if (timeout !== Infinity && timeout !== undefined && timeout !== null) {
    limits.push(new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(failure(`test timed out after ${timeout}ms`, 'testTimeoutFailure')), timeout);
    }));
  }
  if (signal !== undefined) {
    if (signal.aborted) throw signal.reason;
    limits.push(new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    }));
  }
  if (node !== undefined) limits.push(new Promise((resolve, reject) => node.reject = reject));
  try {
    await Promise.race([callOf(fn, context), ...limits]);
  } finally {
    clearTimeout(timer);
  }
}

function callOf(fn, context) {
  if (fn.length < 2) return fn.call(context, context);
  return new Promise((resolve, reject) => {
    let called = 0;
    const result = fn.call(context, context, (err) => {
      if (called++ > 0) {
        if (called === 2) reject(failure('callback invoked multiple times', 'multipleCallbackInvocations'));
        return;
      }
      if (err) reject(err);
      else resolve();
    });
    if (typeof result?.then === 'function') {
      result.then(() => {}, () => {});
      reject(failure('passed a callback but also returned a Promise', 'callbackAndPromisePresent'));
    }
  });
}

const root = new Suite(null, '<root>', {}, () => {});
root.tail = Promise.resolve();
root.add = Node.prototype.add;
let watching = false;

// What nobody catches fails the test in whose context it was thrown.
function watch() {
  if (watching) return;
  watching = true;
  root.startTime = now();
  const blame = (err) => {
    const frame = internalBinding('async_context_frame').takeLeft();
    const node = frame === null || frame === undefined ? current.getStore() :
      internalBinding('async_context_frame').callIn(frame, () => current.getStore());
    if (node !== undefined && node !== root && !node.settled) {
      node.fail(err);
      node.reject?.(err);
    } else {
      root.fail(err);
      report.diagnostic(0, `Error: A resource generated asynchronous activity after the test ended: ${String(err)}`);
    }
  };
  process.on('uncaughtException', blame);
  process.on('unhandledRejection', blame);
  internalBinding('async_context_frame').useDomains(undefined);
  process.on('beforeExit', () => {
    if (!root.finished) settle();
  });
  process.on('exit', () => {
    if (!root.finished) settle(true);
    if (report.counts.fail > 0 || report.counts.cancelled > 0 || root.error !== undefined) process.exitCode ||= 1;
  });
}

// When the loop is empty: either everything ran, or something waits for what will never come.
async function settle(atExit = false) {
  const waiting = [];
  (function find(node) {
    for (let i = 0; i < node.children.length; i++) {
      find(node.children[i]);
      if (!node.children[i].settled) waiting.push(node.children[i]);
    }
  })(root);
  if (waiting.length === 0) {
    if (atExit) finishRoot();
    return;
  }
  for (let i = 0; i < waiting.length; i++) {
    waiting[i].fail(failure('Promise resolution is still pending but the event loop has already resolved', 'cancelledByParent'));
    waiting[i].finish();
  }
  finishRoot();
}

function finishRoot() {
  if (root.finished) return;
  root.finished = true;
  report.summary(now() - root.startTime);
}

// The root is done when its queue has run dry: looked at after each of its tests.
function watchQueue() {
  const seen = root.tail;
  seen.then(async () => {
    if (seen !== root.tail || root.finished) return;
    try {
      await root.runHooks('after', root.context());
    } catch (err) {
      root.fail(err);
      report.counts.fail++;
    }
    if (seen === root.tail) finishRoot();
  });
}

function options(name, given, fn, overrides) {
  if (typeof name === 'function') {
    fn = name;
    given = {};
    name = undefined;
  } else if (typeof name === 'object' && name !== null) {
    fn = given;
    given = name;
    name = given.name;
  } else if (typeof given === 'function') {
    fn = given;
    given = {};
  }
  if (given === undefined || given === null) given = {};
  validateObject(given, 'options');
  if (fn === undefined) {
    fn = () => {};
    if (!given.todo) given = { ...given, skip: given.skip ?? false };
  } else if (typeof fn !== 'function') {
    throw error('ERR_INVALID_ARG_TYPE', 'fn', 'Function', fn);
  }
  return { name: name || fn.name || '<anonymous>', given: { ...given, ...overrides }, fn };
}

function startIn(parent, Class, name, given, fn, overrides) {
  watch();
  const resolved = options(name, given, fn, overrides);
  const inherited = parent.isSuite && parent.skip ? { skip: parent.skip } : {};
  if (resolved.given.timeout === undefined && parent.timeout !== Infinity) inherited.timeout = parent.timeout;
  const node = new Class(parent, `${resolved.name}`, { ...inherited, ...resolved.given }, resolved.fn);
  if (Class === Suite) node.collect();
  const done = parent.add(node);
  if (parent === root) watchQueue();
  return done.then(() => undefined);
}

function parentOf() {
  const node = current.getStore();
  return node === undefined || node.settled ? root : node;
}

exports.startTest = (name, given, fn, overrides) => startIn(parentOf(), Test, name, given, fn, overrides);
exports.startSuite = (name, given, fn, overrides) => startIn(parentOf(), Suite, name, given, fn, overrides);
exports.startSubtest = (parent, name, given, fn) => startIn(parent, Test, name, given, fn);

exports.hook = (kind) => function(fn, given = {}) {
  addHook(parentOf(), kind, fn, given);
};

function addHook(node, kind, fn, given = {}) {
  if (fn === undefined) fn = () => {};
  if (typeof fn !== 'function') throw error('ERR_INVALID_ARG_TYPE', 'fn', 'Function', fn);
  node.hooks[kind].push({ fn, timeout: given.timeout });
}
exports.addHook = addHook;

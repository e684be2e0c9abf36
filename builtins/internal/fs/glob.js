// internal/fs/glob - fs.glob, fs.globSync and fs.promises.glob: walks what a pattern can reach and asks path.matchesGlob.
'use strict';

const { fs, promises } = internalBinding('fs');
const { error } = internalBinding('errors');
const { validateFunction, validateObject } = internalBinding('validators');
const path = require('path');

const magic = /[*?[\]{}!()+@]/;

function patternsOf(pattern) {
  const list = Array.isArray(pattern) ? pattern : [pattern];
  for (let i = 0; i < list.length; i++) {
    if (typeof list[i] !== 'string') {
      throw error('ERR_INVALID_ARG_TYPE', Array.isArray(pattern) ? 'patterns' : 'pattern', ['string', 'string[]'], pattern);
    }
  }
  return list;
}

function exclusionOf(exclude) {
  if (exclude === undefined || exclude === null) return () => false;
  if (typeof exclude === 'function') return (entry, name, typed) => exclude(typed ? entry : name);
  if (!Array.isArray(exclude)) throw error('ERR_INVALID_ARG_TYPE', 'options.exclude', ['Function', 'string[]'], exclude);
  return (entry, name) => exclude.some((pattern) => path.matchesGlob(name, pattern));
}

// Where walking begins, and how deep it can lead.
function plan(pattern) {
  const parts = path.normalize(pattern).split('/');
  let fixed = 0;
  // Braces may hold slashes, so a part that opens one ends the fixed beginning.
  while (fixed < parts.length && !magic.test(parts[fixed])) fixed++;
  const deep = pattern.includes('**') || pattern.includes('{');
  return { base: parts.slice(0, fixed).join('/'), depth: deep ? Infinity : parts.length - fixed, plain: fixed === parts.length };
}

// Yields ['stat' | 'readdir', path] and gets what that gave, undefined if it failed; yields results as { found }.
function* walk(patterns, options) {
  const cwd = options.cwd === undefined ? process.cwd() : typeof options.cwd === 'string' ? options.cwd :
    require('url').fileURLToPath(options.cwd);
  const typed = options.withFileTypes === true;
  const excluded = exclusionOf(options.exclude);
  const seen = new Set();
  for (const pattern of patterns) {
    const { base, depth, plain } = plan(pattern);
    const root = path.resolve(cwd, base || (path.isAbsolute(pattern) ? '/' : '.'));
    const stat = yield ['lstat', root];
    if (stat === undefined) continue;
    if (plain) {
      if (!seen.has(base)) {
        seen.add(base);
        const entry = new fs.Dirent(path.basename(root), kindOf(stat), path.dirname(root));
        if (!excluded(entry, base, typed)) yield { found: typed ? entry : base };
      }
      continue;
    }
    const clean = path.normalize(pattern);
    if (base !== '' && path.matchesGlob(base, clean) && !seen.has(base)) {
      seen.add(base);
      const entry = new fs.Dirent(path.basename(root), kindOf(stat), path.dirname(root));
      if (!excluded(entry, base, typed)) yield { found: typed ? entry : base };
    }
    const waiting = [[root, base, depth]];
    while (waiting.length > 0) {
      const [folder, name, left] = waiting.shift();
      const entries = yield ['readdir', folder];
      if (entries === undefined) continue;
      for (const entry of entries) {
        const below = name === '' ? entry.name : name === '/' ? `/${entry.name}` : `${name}/${entry.name}`;
        if (excluded(entry, below, typed)) continue;
        if (!seen.has(below) && path.matchesGlob(below, clean)) {
          seen.add(below);
          yield { found: typed ? entry : below };
        }
        if (left > 1 && entry.isDirectory()) waiting.push([path.join(folder, entry.name), below, left - 1]);
      }
    }
  }
}

function kindOf(stat) {
  return stat.isDirectory() ? 2 : stat.isFile() ? 1 : stat.isSymbolicLink() ? 3 : 0;
}

function optionsOf(options) {
  if (options === undefined) return {};
  validateObject(options, 'options');
  return options;
}

function globSync(pattern, options) {
  const steps = walk(patternsOf(pattern), optionsOf(options));
  const found = [];
  let turn = steps.next();
  while (!turn.done) {
    if (!Array.isArray(turn.value)) {
      found.push(turn.value.found);
      turn = steps.next();
      continue;
    }
    const [name, target] = turn.value;
    let value;
    try {
      value = name === 'lstat' ? fs.lstatSync(target) : fs.readdirSync(target, { withFileTypes: true });
    } catch {
      // What cannot be read has no matches.
    }
    turn = steps.next(value);
  }
  return found;
}

async function* run(steps) {
  let turn = steps.next();
  while (!turn.done) {
    if (!Array.isArray(turn.value)) {
      yield turn.value.found;
      turn = steps.next();
      continue;
    }
    const [name, target] = turn.value;
    let value;
    try {
      value = await (name === 'lstat' ? promises.lstat(target) : promises.readdir(target, { withFileTypes: true }));
    } catch {
      // What cannot be read has no matches.
    }
    turn = steps.next(value);
  }
}

function globPromise(pattern, options) {
  return run(walk(patternsOf(pattern), optionsOf(options)));
}

function glob(pattern, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'cb');
  const matches = globPromise(pattern, options);
  (async () => {
    const found = [];
    for await (const match of matches) found.push(match);
    return found;
  })().then((found) => process.nextTick(callback, null, found), (failure) => process.nextTick(callback, failure));
}

module.exports = { glob, globPromise, globSync };

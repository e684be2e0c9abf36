// internal/fs/cp - fs.cp, fs.cpSync and fs.promises.cp: one algorithm that yields its file operations, and two drivers.
'use strict';

const { fs, promises } = internalBinding('fs');
const { error } = internalBinding('errors');
const { validateBoolean, validateFunction, validateInteger, validateObject } = internalBinding('validators');
const { dirname, isAbsolute, join, parse, resolve, sep } = require('path');

const errnos = { EEXIST: 17, EINVAL: 22, EISDIR: 21, ENOTDIR: 20 };

function failure(code, summary, name, message, path) {
  const result = new Error(`${summary}: cp returned ${name} (${message}) ${path}`);
  Object.defineProperty(result, 'name', { value: 'SystemError', writable: true, configurable: true });
  const errno = errnos[name];
  result.code = code;
  result.info = { message, path, syscall: 'cp', errno, code: name };
  result.errno = errno;
  result.syscall = 'cp';
  result.path = path;
  return result;
}

function invalid(message, path) {
  return failure('ERR_FS_CP_EINVAL', 'Invalid src or dest', 'EINVAL', message, path);
}

function pathArgument(value, name) {
  if (value !== null && typeof value === 'object' && value.href && value.protocol) return require('url').fileURLToPath(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (typeof value !== 'string') throw error('ERR_INVALID_ARG_TYPE', name, ['string', 'Buffer', 'URL'], value);
  return value;
}

function checkOptions(options) {
  if (options === undefined) options = {};
  validateObject(options, 'options');
  const checked = {
    dereference: false,
    errorOnExist: false,
    filter: undefined,
    force: true,
    preserveTimestamps: false,
    recursive: false,
    verbatimSymlinks: false,
    mode: 0,
    ...options,
  };
  for (const name of ['dereference', 'errorOnExist', 'force', 'preserveTimestamps', 'recursive', 'verbatimSymlinks']) {
    validateBoolean(checked[name], `options.${name}`);
  }
  if (options.mode !== undefined && options.mode !== null) validateInteger(options.mode, 'mode', 0, 7);
  if (checked.dereference && checked.verbatimSymlinks) {
    throw error('ERR_INCOMPATIBLE_OPTION_PAIR', 'dereference', 'verbatimSymlinks');
  }
  if (checked.filter !== undefined) validateFunction(checked.filter, 'options.filter');
  return checked;
}

function same(a, b) {
  return b.ino !== 0n && b.ino === a.ino && b.dev === a.dev;
}

function isInside(outer, inner) {
  const parts = (path) => resolve(path).split(sep).filter(Boolean);
  const [outside, inside] = [parts(outer), parts(inner)];
  return outside.every((part, i) => inside[i] === part);
}

// The stats of both ends, or undefined if the filter says no.
function* checkPaths(source, target, options) {
  if (options.filter && !(yield ['filter', source, target])) return undefined;
  const call = options.dereference ? 'stat' : 'lstat';
  const sourceStat = yield [call, source, { bigint: true }];
  let targetStat = null;
  try {
    targetStat = yield [call, target, { bigint: true }];
  } catch (reason) {
    if (reason.code !== 'ENOENT') throw reason;
  }
  if (targetStat) {
    if (same(sourceStat, targetStat)) throw invalid('src and dest cannot be the same', target);
    if (sourceStat.isDirectory() && !targetStat.isDirectory()) {
      throw failure('ERR_FS_CP_DIR_TO_NON_DIR', 'Cannot overwrite non-directory with directory', 'EISDIR',
                    `cannot overwrite non-directory ${target} with directory ${source}`, target);
    }
    if (!sourceStat.isDirectory() && targetStat.isDirectory()) {
      throw failure('ERR_FS_CP_NON_DIR_TO_DIR', 'Cannot overwrite directory with non-directory', 'ENOTDIR',
                    `cannot overwrite directory ${target} with non-directory ${source}`, target);
    }
  }
  if (sourceStat.isDirectory() && isInside(source, target)) {
    throw invalid(`cannot copy ${source} to a subdirectory of self ${target}`, target);
  }
  return { sourceStat, targetStat };
}

// The target may lie in the source by way of links.
function* checkParents(source, sourceStat, target) {
  const sourceParent = resolve(dirname(source));
  let parent = resolve(dirname(target));
  while (parent !== sourceParent && parent !== parse(parent).root) {
    let stat;
    try {
      stat = yield ['stat', parent, { bigint: true }];
    } catch (reason) {
      if (reason.code === 'ENOENT') return;
      throw reason;
    }
    if (same(sourceStat, stat)) throw invalid(`cannot copy ${source} to a subdirectory of self ${target}`, target);
    parent = resolve(dirname(parent));
  }
}

function* copy(source, target, options) {
  const stats = yield* checkPaths(source, target, options);
  if (stats === undefined) return;
  yield* checkParents(source, stats.sourceStat, target);
  yield ['mkdir', dirname(target), { recursive: true }];
  yield* copyAny(source, target, options, stats);
}

function* copyAny(source, target, options, { sourceStat, targetStat }) {
  if (sourceStat.isDirectory()) {
    if (!options.recursive) {
      throw failure('ERR_FS_EISDIR', 'Recursive option not enabled, cannot copy a directory', 'EISDIR',
                    `${source} is a directory (not copied)`, source);
    }
    yield* copyDirectory(source, target, options, sourceStat, targetStat);
  } else if (sourceStat.isFile() || sourceStat.isCharacterDevice() || sourceStat.isBlockDevice()) {
    yield* copyFile(source, target, options, sourceStat, targetStat);
  } else if (sourceStat.isSymbolicLink()) {
    yield* copyLink(source, target, options, targetStat);
  } else if (sourceStat.isSocket()) {
    throw failure('ERR_FS_CP_SOCKET', 'Cannot copy a socket file', 'EINVAL', `cannot copy a socket file: ${target}`, target);
  } else if (sourceStat.isFIFO()) {
    throw failure('ERR_FS_CP_FIFO_PIPE', 'Cannot copy a FIFO pipe', 'EINVAL', `cannot copy a FIFO pipe: ${target}`, target);
  } else {
    throw failure('ERR_FS_CP_UNKNOWN', 'Cannot copy an unknown file type', 'EINVAL',
                  `cannot copy an unknown file type: ${target}`, target);
  }
}

function* copyFile(source, target, options, sourceStat, targetStat) {
  if (targetStat) {
    if (options.force) {
      yield ['unlink', target];
    } else if (options.errorOnExist) {
      throw failure('ERR_FS_CP_EEXIST', 'Target already exists', 'EEXIST', `${target} already exists`, target);
    } else {
      return;
    }
  }
  yield ['copyFile', source, target, options.mode];
  const mode = Number(sourceStat.mode) & 0o7777;
  if (options.preserveTimestamps) {
    // Times can only be set on what can be written.
    if ((mode & 0o200) === 0) yield ['chmod', target, mode | 0o200];
    // Copying may have changed the access time.
    const { atime, mtime } = yield ['stat', source];
    yield ['utimes', target, atime, mtime];
  }
  yield ['chmod', target, mode];
}

function* copyDirectory(source, target, options, sourceStat, targetStat) {
  if (!targetStat) {
    yield ['mkdir', target];
  } else if (options.async && options.errorOnExist && !options.force) {
    // Only the asynchronous forms of Node call an existing directory an error.
    throw failure('ERR_FS_CP_EEXIST', 'Target already exists', 'EEXIST', `${target} already exists`, target);
  }
  for (const name of yield ['readdir', source]) {
    const from = join(source, name);
    const to = join(target, name);
    const stats = yield* checkPaths(from, to, options);
    if (stats !== undefined) yield* copyAny(from, to, options, stats);
  }
  if (!targetStat) yield ['chmod', target, Number(sourceStat.mode) & 0o7777];
}

function* copyLink(source, target, options, targetStat) {
  let link = yield ['readlink', source];
  if (!options.verbatimSymlinks && !isAbsolute(link)) link = resolve(dirname(source), link);
  if (!targetStat) {
    yield ['symlink', link, target];
    return;
  }
  let old;
  try {
    old = yield ['readlink', target];
  } catch (reason) {
    // A file or directory: symlink has the right error for it.
    if (reason.code !== 'EINVAL' && reason.code !== 'UNKNOWN') throw reason;
    yield ['symlink', link, target];
    return;
  }
  if (!isAbsolute(old)) old = resolve(dirname(target), old);
  const isDirectory = (yield ['stat', source]).isDirectory();
  if (isDirectory && isInside(link, old)) throw invalid(`cannot copy ${link} to a subdirectory of self ${old}`, target);
  // Removing the old link would remove the way to what is copied.
  if (isDirectory && isInside(old, link)) {
    throw failure('ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY', 'Cannot overwrite symlink in subdirectory of self', 'EINVAL',
                  `cannot overwrite ${old} with ${link}`, target);
  }
  yield ['unlink', target];
  yield ['symlink', link, target];
}

function step(generator, outcome, value) {
  return outcome === 'throw' ? generator.throw(value) : generator.next(value);
}

function cpSync(source, target, options) {
  const checked = checkOptions(options);
  const generator = copy(pathArgument(source, 'src'), pathArgument(target, 'dest'), checked);
  let turn = generator.next();
  while (!turn.done) {
    const [name, first, second, third] = turn.value;
    let outcome = 'next';
    let value;
    try {
      if (name === 'filter') {
        value = checked.filter(first, second);
        if (typeof value?.then === 'function') {
          throw error('ERR_INVALID_RETURN_VALUE', 'boolean', 'filter', value);
        }
      } else {
        value = fs[`${name}Sync`](first, second, third);
      }
    } catch (reason) {
      outcome = 'throw';
      value = reason;
    }
    turn = step(generator, outcome, value);
  }
}

async function run(source, target, checked) {
  const options = { ...checked, async: true };
  const generator = copy(source, target, options);
  let turn = generator.next();
  while (!turn.done) {
    const [name, first, second, third] = turn.value;
    let outcome = 'next';
    let value;
    try {
      value = name === 'filter' ? await options.filter(first, second) : await promises[name](first, second, third);
    } catch (reason) {
      outcome = 'throw';
      value = reason;
    }
    turn = step(generator, outcome, value);
  }
}

async function cp(source, target, options) {
  const checked = checkOptions(options);
  return run(pathArgument(source, 'src'), pathArgument(target, 'dest'), checked);
}

function cpCallback(source, target, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'cb');
  const checked = checkOptions(options);
  run(pathArgument(source, 'src'), pathArgument(target, 'dest'), checked).then(
    () => process.nextTick(callback, null), (reason) => process.nextTick(callback, reason));
}

module.exports = { cp, cpCallback, cpSync };

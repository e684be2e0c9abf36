// node:path - both kinds of paths; every function is native.
'use strict';

const { posix, win32 } = internalBinding('path');

posix.win32 = win32.win32 = win32;
posix.posix = win32.posix = posix;
posix._makeLong = posix.toNamespacedPath;
win32._makeLong = win32.toNamespacedPath;

module.exports = posix;

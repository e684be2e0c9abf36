// internal/events/symbols - keys that builtins pass to events.on().
'use strict';

// With this option events.on() yields the first argument instead of the array of all.
exports.kFirstEventParam = Symbol('kFirstEventParam');

// internal/events/custom_event - CustomEvent: an event with a `detail`.
'use strict';

const { error } = internalBinding('errors');
const { Event, asInterface } = require('internal/event_target');

const kDetail = Symbol('detail');

class CustomEvent extends Event {
  constructor(type, options = undefined) {
    if (arguments.length === 0) throw error('ERR_MISSING_ARGS', 'type');
    super(type, options);
    this[kDetail] = options?.detail ?? null;
  }

  get detail() {
    const detail = this?.[kDetail];
    if (detail === undefined) throw error('ERR_INVALID_THIS', 'CustomEvent');
    return detail;
  }
}

asInterface(CustomEvent.prototype, 'CustomEvent', ['detail']);
exports.CustomEvent = CustomEvent;

// internal/diagnostics_channel/tracing - TracingChannel: the five channels around one operation.
'use strict';

const { error: makeError } = internalBinding('errors');
const { Channel, channel } = require('diagnostics_channel');

const kEvents = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];

function channelOf(nameOrChannels, event) {
  if (typeof nameOrChannels === 'string') return channel(`tracing:${nameOrChannels}:${event}`);
  if (typeof nameOrChannels === 'object' && nameOrChannels !== null) {
    const given = nameOrChannels[event];
    // In the words of the engine, as Node asks it for the prototype.
    if (given === undefined || given === null) throw new TypeError('Cannot convert undefined or null to object');
    if (!(given instanceof Channel)) {
      throw makeError('ERR_INVALID_ARG_TYPE', `nameOrChannels.${event}`, ['Channel'], given);
    }
    return given;
  }
  throw makeError('ERR_INVALID_ARG_TYPE', 'nameOrChannels', ['string', 'object', 'TracingChannel'], nameOrChannels);
}

class TracingChannel {
  constructor(nameOrChannels) {
    for (let i = 0; i < kEvents.length; i++) {
      Object.defineProperty(this, kEvents[i], { __proto__: null, value: channelOf(nameOrChannels, kEvents[i]) });
    }
  }

  get hasSubscribers() {
    for (let i = 0; i < kEvents.length; i++) {
      if (this[kEvents[i]].hasSubscribers) return true;
    }
    return false;
  }

  subscribe(handlers) {
    for (let i = 0; i < kEvents.length; i++) {
      const handler = handlers[kEvents[i]];
      if (handler) this[kEvents[i]].subscribe(handler);
    }
  }

  unsubscribe(handlers) {
    let all = true;
    for (let i = 0; i < kEvents.length; i++) {
      const handler = handlers[kEvents[i]];
      if (handler && !this[kEvents[i]].unsubscribe(handler)) all = false;
    }
    return all;
  }

  // Runs `body` between start and end; what it throws goes to the error channel first.
  #run(context, body) {
    return this.start.runStores(context, () => {
      try {
        return body();
      } catch (err) {
        context.error = err;
        this.error.publish(context);
        throw err;
      } finally {
        this.end.publish(context);
      }
    });
  }

  traceSync(fn, context = {}, thisArg, ...args) {
    if (!this.hasSubscribers) return fn.apply(thisArg, args);
    return this.#run(context, () => context.result = fn.apply(thisArg, args));
  }

  tracePromise(fn, context = {}, thisArg, ...args) {
    if (!this.hasSubscribers) return fn.apply(thisArg, args);
    const { asyncStart, asyncEnd, error } = this;
    const settled = () => {
      asyncStart.publish(context);
      asyncEnd.publish(context);
    };
    return this.#run(context, () => {
      let promise = fn.apply(thisArg, args);
      if (!(promise instanceof Promise)) promise = Promise.resolve(promise);
      return promise.then((result) => {
        context.result = result;
        settled();
        return result;
      }, (err) => {
        context.error = err;
        error.publish(context);
        settled();
        return Promise.reject(err);
      });
    });
  }

  traceCallback(fn, position = -1, context = {}, thisArg, ...args) {
    if (!this.hasSubscribers) return fn.apply(thisArg, args);
    const { asyncStart, asyncEnd, error } = this;
    const callback = args.at(position);
    internalBinding('validators').validateFunction(callback, 'callback');
    args.splice(position, 1, function(...results) {
      if (results[0]) {
        context.error = results[0];
        error.publish(context);
      } else {
        context.result = results[1];
      }
      // In the stores again, for who recovers a lost context.
      asyncStart.runStores(context, () => {
        try {
          return callback.apply(this, results);
        } finally {
          asyncEnd.publish(context);
        }
      });
    });
    return this.#run(context, () => fn.apply(thisArg, args));
  }
}

exports.TracingChannel = TracingChannel;

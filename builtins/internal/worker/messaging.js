// node:internal/worker/messaging
'use strict';

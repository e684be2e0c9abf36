// Flags: --no-warnings
// process.emitWarning in its forms, as listeners see it.
process.on('warning', (w) => console.log(w.name, w.message, w.code, w.detail, w instanceof Error));
process.emitWarning('plain');
process.emitWarning('typed', 'CustomWarning');
process.emitWarning('coded', 'CustomWarning', 'C001');
process.emitWarning('with options', { type: 'Opt', code: 'O1', detail: 'more' });
const error = new Error('an error');
error.name = 'OwnWarning';
process.emitWarning(error);
process.noDeprecation = true;
process.emitWarning('old', 'DeprecationWarning', 'DEP0');
process.noDeprecation = false;
process.emitWarning('old', 'DeprecationWarning', 'DEP1');

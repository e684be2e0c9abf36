//! THE table of Node's error codes: the code, the class of the exception, and the message with `%s` for each argument.
//!
//! Rust names a row as `Code::ERR_…`, JS as `error('ERR_…', …)`; there is no second list. Rows are sorted. An empty
//! message means that the code's message is put together where it is thrown.

/// The constructor of the exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// `Error`
    Error,
    /// `TypeError`
    TypeError,
    /// `RangeError`
    RangeError,
    /// `SyntaxError`
    SyntaxError,
    /// `URIError`
    UriError,
}

macro_rules! error_codes {
    ($($code:ident: $class:ident, $message:literal;)*) => {
        /// One of Node's error codes.
        #[allow(non_camel_case_types, missing_docs, reason = "the variants are Node's codes, spelled as users see them")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($code,)* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$code,)*];

            /// The code as JS sees it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$code => stringify!($code),)* }
            }

            /// The class of the exception.
            #[must_use]
            pub const fn class(self) -> Class {
                match self { $(Self::$code => Class::$class,)* }
            }

            /// The message, `%s` for each argument.
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self { $(Self::$code => $message,)* }
            }
        }
    };
}

error_codes! {
    ERR_AMBIGUOUS_ARGUMENT: TypeError, "The \"%s\" argument is ambiguous. %s";
    ERR_ARG_NOT_ITERABLE: TypeError, "%s must be iterable";
    ERR_ASSERTION: Error, "%s";
    ERR_ASYNC_CALLBACK: TypeError, "%s must be a function";
    ERR_ASYNC_TYPE: TypeError, "Invalid name for async \"type\": %s";
    ERR_BUFFER_OUT_OF_BOUNDS: RangeError, "";
    ERR_CHILD_PROCESS_IPC_REQUIRED: Error, "Forked processes must have an IPC channel, missing value 'ipc' in %s";
    ERR_CHILD_PROCESS_STDIO_MAXBUFFER: RangeError, "%s maxBuffer length exceeded";
    ERR_CONSOLE_WRITABLE_STREAM: TypeError, "Console expects a writable stream instance for %s";
    ERR_CONSTRUCT_CALL_INVALID: TypeError, "Constructor cannot be called";
    ERR_CONSTRUCT_CALL_REQUIRED: TypeError, "Class constructor %s cannot be invoked without `new`";
    ERR_CRYPTO_HASH_FINALIZED: Error, "Digest already called";
    ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH: RangeError, "Input buffers must have the same byte length";
    ERR_DIR_CLOSED: Error, "Directory handle was closed";
    ERR_DIR_CONCURRENT_OPERATION: Error, "Cannot do synchronous work on directory handle with concurrent asynchronous operations";
    ERR_DLOPEN_FAILED: Error, "%s";
    ERR_DOMAIN_CALLBACK_NOT_AVAILABLE: Error, "A callback was registered through process.setUncaughtExceptionCaptureCallback(), which is mutually exclusive with using the `domain` module";
    ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE: Error, "The `domain` module is in use, which is mutually exclusive with calling process.setUncaughtExceptionCaptureCallback()";
    ERR_ENCODING_INVALID_ENCODED_DATA: TypeError, "The encoded data was not valid for encoding %s";
    ERR_ENCODING_NOT_SUPPORTED: RangeError, "The \"%s\" encoding is not supported";
    ERR_EVAL_ESM_CANNOT_PRINT: Error, "--print cannot be used with ESM input";
    ERR_EVENT_RECURSION: Error, "The event \"%s\" is already being dispatched";
    ERR_FALSY_VALUE_REJECTION: Error, "Promise was rejected with falsy value";
    ERR_FEATURE_UNAVAILABLE_ON_PLATFORM: TypeError, "The feature %s is unavailable on the current platform, which is being used to run Node.js";
    ERR_FS_FILE_TOO_LARGE: RangeError, "File size (%s) is greater than 2 GiB";
    ERR_ILLEGAL_CONSTRUCTOR: TypeError, "Illegal constructor";
    ERR_IMPORT_ATTRIBUTE_MISSING: TypeError, "Module \"%s\" needs an import attribute of \"%s: %s\"";
    ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE: TypeError, "Module \"%s\" is not of type \"%s\"";
    ERR_IMPORT_ATTRIBUTE_UNSUPPORTED: TypeError, "";
    ERR_INCOMPATIBLE_OPTION_PAIR: TypeError, "Option \"%s\" cannot be used in combination with option \"%s\"";
    ERR_INPUT_TYPE_NOT_ALLOWED: Error, "--input-type can only be used with string input via --eval, --print, or STDIN";
    ERR_INVALID_ARG_TYPE: TypeError, "";
    ERR_INVALID_ARG_VALUE: TypeError, "";
    ERR_INVALID_ASYNC_ID: RangeError, "Invalid %s value: %s";
    ERR_INVALID_BUFFER_SIZE: RangeError, "Buffer size must be a multiple of %s";
    ERR_INVALID_CURSOR_POS: TypeError, "Cannot set cursor row without setting its column";
    ERR_INVALID_FD: RangeError, "\"fd\" must be a positive integer: %s";
    ERR_INVALID_FILE_URL_HOST: TypeError, "File URL host must be \"localhost\" or empty on %s";
    ERR_INVALID_FILE_URL_PATH: TypeError, "File URL path %s";
    ERR_INVALID_HANDLE_TYPE: TypeError, "This handle type cannot be sent";
    ERR_INVALID_MIME_SYNTAX: TypeError, "The MIME syntax for a %s in \"%s\" is invalid%s";
    ERR_INVALID_MODULE_SPECIFIER: TypeError, "";
    ERR_INVALID_OBJECT_DEFINE_PROPERTY: TypeError, "%s";
    ERR_INVALID_PACKAGE_CONFIG: Error, "";
    ERR_INVALID_PACKAGE_TARGET: Error, "";
    ERR_INVALID_RETURN_PROPERTY: TypeError, "Expected a valid %s to be returned for the \"%s\" from the \"%s\" hook but got %s.";
    ERR_INVALID_RETURN_PROPERTY_VALUE: TypeError, "Expected %s to be returned for the \"%s\" from the \"%s\" hook but got %s.";
    ERR_INVALID_RETURN_VALUE: TypeError, "Expected %s to be returned from the \"%s\" function but got %s.";
    ERR_INVALID_STATE: Error, "Invalid state: %s";
    ERR_INVALID_SYNC_FORK_INPUT: TypeError, "Asynchronous forks do not support Buffer, TypedArray, DataView or string input: %s";
    ERR_INVALID_THIS: TypeError, "Value of \"this\" must be of type %s";
    ERR_INVALID_TUPLE: TypeError, "%s must be an iterable %s tuple";
    ERR_INVALID_URI: UriError, "URI malformed";
    ERR_INVALID_URL: TypeError, "Invalid URL";
    ERR_INVALID_URL_SCHEME: TypeError, "";
    ERR_IPC_CHANNEL_CLOSED: Error, "Channel closed";
    ERR_IPC_DISCONNECTED: Error, "IPC channel is already disconnected";
    ERR_IPC_ONE_PIPE: Error, "Child process can have only one IPC pipe";
    ERR_IPC_SYNC_FORK: Error, "IPC cannot be used with synchronous forks";
    ERR_LOADER_CHAIN_INCOMPLETE: Error, "\"%s\" did not call the next hook in its chain and did not explicitly signal a short circuit. If this is intentional, include `shortCircuit: true` in the hook's return.";
    ERR_METHOD_NOT_IMPLEMENTED: Error, "The %s method is not implemented";
    ERR_MISSING_ARGS: TypeError, "";
    ERR_MISSING_OPTION: TypeError, "%s is required";
    ERR_MODULE_LINK_MISMATCH: TypeError, "%s";
    ERR_MODULE_NOT_FOUND: Error, "";
    ERR_MULTIPLE_CALLBACK: Error, "Callback called multiple times";
    ERR_NOT_BUILDING_SNAPSHOT: Error, "Operation cannot be invoked when not building startup snapshot";
    ERR_OPERATION_FAILED: Error, "Operation failed: %s";
    ERR_OUT_OF_RANGE: RangeError, "";
    ERR_PACKAGE_IMPORT_NOT_DEFINED: TypeError, "";
    ERR_PACKAGE_PATH_NOT_EXPORTED: Error, "";
    ERR_PARSE_ARGS_INVALID_OPTION_VALUE: TypeError, "%s";
    ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL: TypeError, "Unexpected argument '%s'. This command does not take positional arguments";
    ERR_PARSE_ARGS_UNKNOWN_OPTION: TypeError, "%s";
    ERR_PERFORMANCE_INVALID_TIMESTAMP: TypeError, "%s is not a valid timestamp";
    ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS: TypeError, "%s";
    ERR_REQUIRE_ASYNC_MODULE: Error, "";
    ERR_REQUIRE_CYCLE_MODULE: Error, "%s";
    ERR_REQUIRE_ESM: Error, "";
    ERR_SOCKET_BAD_PORT: RangeError, "";
    ERR_STREAM_ALREADY_FINISHED: Error, "Cannot call %s after a stream was finished";
    ERR_STREAM_CANNOT_PIPE: Error, "Cannot pipe, not readable";
    ERR_STREAM_DESTROYED: Error, "Cannot call %s after a stream was destroyed";
    ERR_STREAM_NULL_VALUES: TypeError, "May not write null values to stream";
    ERR_STREAM_PREMATURE_CLOSE: Error, "Premature close";
    ERR_STREAM_PUSH_AFTER_EOF: Error, "stream.push() after EOF";
    ERR_STREAM_UNABLE_TO_PIPE: Error, "Cannot pipe to a closed or destroyed stream";
    ERR_STREAM_UNSHIFT_AFTER_END_EVENT: Error, "stream.unshift() after end event";
    ERR_STREAM_WRITE_AFTER_END: Error, "write after end";
    ERR_STRING_TOO_LONG: Error, "Cannot create a string longer than 0x%s characters";
    ERR_TTY_INIT_FAILED: Error, "TTY initialization failed: %s";
    ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET: Error, "`process.setupUncaughtExceptionCapture()` was called while a capture callback was already active";
    ERR_UNHANDLED_ERROR: Error, "";
    ERR_UNHANDLED_REJECTION: Error, "";
    ERR_UNKNOWN_BUILTIN_MODULE: Error, "No such built-in module: %s";
    ERR_UNKNOWN_CREDENTIAL: Error, "%s identifier does not exist: %s";
    ERR_UNKNOWN_ENCODING: TypeError, "Unknown encoding: %s";
    ERR_UNKNOWN_FILE_EXTENSION: TypeError, "";
    ERR_UNKNOWN_MODULE_FORMAT: RangeError, "Unknown module format: %s for URL %s";
    ERR_UNKNOWN_SIGNAL: TypeError, "Unknown signal: %s";
    ERR_UNSUPPORTED_DIR_IMPORT: Error, "";
    ERR_UNSUPPORTED_ESM_URL_SCHEME: Error, "";
    ERR_UNSUPPORTED_RESOLVE_REQUEST: TypeError, "Failed to resolve module specifier \"%s\" from \"%s\": Invalid relative URL or base scheme is not hierarchical.";
    ERR_USE_AFTER_CLOSE: Error, "%s was closed";
    ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING: TypeError, "A dynamic import callback was not specified.";
    ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG: TypeError, "A dynamic import callback was invoked without --experimental-vm-modules";
    ERR_VM_MODULE_ALREADY_LINKED: Error, "Module has already been linked";
    ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA: Error, "Cached data cannot be created for a module which has been evaluated";
    ERR_VM_MODULE_DIFFERENT_CONTEXT: Error, "Linked modules must use the same context";
    ERR_VM_MODULE_LINK_FAILURE: Error, "%s";
    ERR_VM_MODULE_NOT_MODULE: Error, "Provided module is not an instance of Module";
    ERR_VM_MODULE_STATUS: Error, "Module status %s";
}

impl Code {
    /// The row of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.binary_search_by(|code| code.name().cmp(name)).ok().map(|at| Self::ALL[at])
    }
}

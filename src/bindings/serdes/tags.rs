//! The tags of V8's wire format.

use boa_engine::builtins::typed_array::TypedArrayKind;

/// The version that is written.
pub(super) const VERSION: u32 = 15;

pub(super) const VERSION_TAG: u8 = 0xff;
pub(super) const PADDING: u8 = 0;
pub(super) const VERIFY_OBJECT_COUNT: u8 = b'?';
pub(super) const THE_HOLE: u8 = b'-';
pub(super) const UNDEFINED: u8 = b'_';
pub(super) const NULL: u8 = b'0';
pub(super) const TRUE: u8 = b'T';
pub(super) const FALSE: u8 = b'F';
pub(super) const INT32: u8 = b'I';
pub(super) const UINT32: u8 = b'U';
pub(super) const DOUBLE: u8 = b'N';
pub(super) const BIGINT: u8 = b'Z';
pub(super) const UTF8_STRING: u8 = b'S';
pub(super) const ONE_BYTE_STRING: u8 = b'"';
pub(super) const TWO_BYTE_STRING: u8 = b'c';
pub(super) const OBJECT_REFERENCE: u8 = b'^';
pub(super) const BEGIN_OBJECT: u8 = b'o';
pub(super) const END_OBJECT: u8 = b'{';
pub(super) const BEGIN_SPARSE_ARRAY: u8 = b'a';
pub(super) const END_SPARSE_ARRAY: u8 = b'@';
pub(super) const BEGIN_DENSE_ARRAY: u8 = b'A';
pub(super) const END_DENSE_ARRAY: u8 = b'$';
pub(super) const DATE: u8 = b'D';
pub(super) const TRUE_OBJECT: u8 = b'y';
pub(super) const FALSE_OBJECT: u8 = b'x';
pub(super) const NUMBER_OBJECT: u8 = b'n';
pub(super) const BIGINT_OBJECT: u8 = b'z';
pub(super) const STRING_OBJECT: u8 = b's';
pub(super) const REGEXP: u8 = b'R';
pub(super) const BEGIN_MAP: u8 = b';';
pub(super) const END_MAP: u8 = b':';
pub(super) const BEGIN_SET: u8 = b'\'';
pub(super) const END_SET: u8 = b',';
pub(super) const ARRAY_BUFFER: u8 = b'B';
pub(super) const RESIZABLE_ARRAY_BUFFER: u8 = b'~';
pub(super) const TRANSFERRED_ARRAY_BUFFER: u8 = b't';
pub(super) const ARRAY_BUFFER_VIEW: u8 = b'V';
pub(super) const SHARED_ARRAY_BUFFER: u8 = b'u';
pub(super) const HOST_OBJECT: u8 = b'\\';
pub(super) const ERROR: u8 = b'r';

pub(super) const ERROR_MESSAGE: u8 = b'm';
pub(super) const ERROR_CAUSE: u8 = b'c';
pub(super) const ERROR_STACK: u8 = b's';
pub(super) const ERROR_END: u8 = b'.';

pub(super) const DATA_VIEW: u8 = b'?';

/// The bits of a regular expression's flags.
pub(super) static FLAGS: &[(char, u64)] = &[
    ('g', 1),
    ('i', 1 << 1),
    ('m', 1 << 2),
    ('y', 1 << 3),
    ('u', 1 << 4),
    ('s', 1 << 5),
    ('d', 1 << 7),
    ('v', 1 << 8),
];

static VIEWS: &[(TypedArrayKind, u8)] = &[
    (TypedArrayKind::Int8, b'b'),
    (TypedArrayKind::Uint8, b'B'),
    (TypedArrayKind::Uint8Clamped, b'C'),
    (TypedArrayKind::Int16, b'w'),
    (TypedArrayKind::Uint16, b'W'),
    (TypedArrayKind::Int32, b'd'),
    (TypedArrayKind::Uint32, b'D'),
    (TypedArrayKind::Float16, b'h'),
    (TypedArrayKind::Float32, b'f'),
    (TypedArrayKind::Float64, b'F'),
    (TypedArrayKind::BigInt64, b'q'),
    (TypedArrayKind::BigUint64, b'Q'),
];

/// The tag of a view; `None` is a `DataView`.
pub(super) fn view_tag(kind: Option<TypedArrayKind>) -> u8 {
    let Some(kind) = kind else { return DATA_VIEW };
    VIEWS.iter().find(|(known, _)| *known == kind).map_or(DATA_VIEW, |(_, tag)| *tag)
}

/// The kind of typed array behind a tag.
pub(super) fn view_kind(tag: u8) -> Option<TypedArrayKind> {
    VIEWS.iter().find(|(_, known)| *known == tag).map(|(kind, _)| *kind)
}

/// The tag of an error class; plain errors have none.
pub(super) fn error_tag(name: &str) -> Option<u8> {
    match name {
        "EvalError" => Some(b'E'),
        "RangeError" => Some(b'R'),
        "ReferenceError" => Some(b'F'),
        "SyntaxError" => Some(b'S'),
        "TypeError" => Some(b'T'),
        "URIError" => Some(b'U'),
        _ => None,
    }
}

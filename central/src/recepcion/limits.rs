use prep_model::contract::ImageInfo;

/// Largest image, in bytes. Announced where a client can act on it.
pub const MAX_IMAGE_BYTES: u64 = ImageInfo::MAX_BYTES;

/// Most pixels of an image: a sheet at 600 dpi has 35 million.
pub const MAX_IMAGE_PIXELS: u64 = 100_000_000;

/// How long an upload may take from its registration: a tablet may be out of reach for a day.
pub const UPLOAD_LIFETIME_SECONDS: i64 = 36 * 3600;

//! One frame: what one received line becomes in the log.
//!
//! ```text
//! marker 4 · length 4 · CRC-32 4 · received µs 8 · source 16 · transport 1 · flags 1 · [peer length 2 · peer] · line
//! ```
//! Little endian. The length counts what follows the checksum. The checksum also covers the segment's salt, the
//! frame's own place and its length: a copy of a frame elsewhere, or inside a line, does not check.

use std::borrow::Cow;

use contracts::ids::DeviceId;
use jiff::Timestamp;
use uuid::Uuid;

/// Longest line that is taken: 8 MiB.
pub const MAXIMUM_LINE: usize = 8 << 20;
/// By which the search after damage finds candidates quickly.
pub(super) const MARKER: [u8; 4] = [0xA7, b'm', b'w', 0x1F];
/// Marker, length, checksum.
pub(super) const PREFIX: usize = 12;
/// What stands before the line in the part that the length counts.
const FIXED: usize = 8 + 16 + 1 + 1;
const MAXIMUM_PEER: usize = 512;
const MAXIMUM_BODY: usize = FIXED + 2 + MAXIMUM_PEER + MAXIMUM_LINE;
const HAS_PEER: u8 = 1;

/// By which way a line came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Transport {
    /// Syslog over UDP.
    Udp = 1,
    /// Syslog over TCP.
    Tcp = 2,
    /// Syslog over TLS.
    Tls = 3,
    /// RELP, with or without TLS.
    Relp = 4,
    /// A file or an object that was imported.
    Import = 5,
}

impl Transport {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Udp, Self::Tcp, Self::Tls, Self::Relp, Self::Import];

    fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|transport| *transport as u8 == number)
    }
}

/// Who sent a line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// A device of the records.
    Device(DeviceId),
    /// Somebody else: the peer's address, or what its certificate says. At most 512 bytes are kept.
    Unknown(String),
}

/// One received line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// When it was received; kept to the microsecond.
    pub received: Timestamp,
    /// Who sent it.
    pub source: Source,
    /// By which way it came.
    pub transport: Transport,
    /// Its bytes without the framing of the transport.
    pub line: Vec<u8>,
}

/// Who sent a line, borrowed from the reader.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SourceView<'b> {
    /// A device of the records.
    Device(DeviceId),
    /// Somebody else, as text.
    Unknown(Cow<'b, str>),
}

/// One received line, borrowed from the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameView<'b> {
    /// When it was received.
    pub received: Timestamp,
    /// Who sent it.
    pub source: SourceView<'b>,
    /// By which way it came.
    pub transport: Transport,
    /// Its bytes.
    pub line: &'b [u8],
}

impl FrameView<'_> {
    /// A copy that stands alone.
    pub fn to_frame(&self) -> Frame {
        Frame {
            received: self.received,
            source: match &self.source {
                SourceView::Device(device) => Source::Device(*device),
                SourceView::Unknown(peer) => Source::Unknown(peer.clone().into_owned()),
            },
            transport: self.transport,
            line: self.line.to_vec(),
        }
    }
}

impl Frame {
    /// How many bytes it takes in the log, at most.
    pub(super) fn size(&self) -> usize {
        let peer = match &self.source {
            Source::Device(_) => 0,
            Source::Unknown(peer) => 2 + peer.len(),
        };
        PREFIX + FIXED + peer + self.line.len()
    }

    /// Appends it to `buffer`, whose first byte will stand at `base` in the segment.
    pub(super) fn encode(&self, place: Place, base: u64, buffer: &mut Vec<u8>) {
        let start = buffer.len();
        buffer.extend_from_slice(&MARKER);
        buffer.extend_from_slice(&[0; PREFIX - MARKER.len()]);
        buffer.extend_from_slice(&self.received.as_microsecond().to_le_bytes());
        match &self.source {
            Source::Device(device) => {
                buffer.extend_from_slice(&device.0.as_u128().to_le_bytes());
                buffer.extend_from_slice(&[self.transport as u8, 0]);
            }
            Source::Unknown(peer) => {
                let peer = &peer.as_bytes()[..peer.floor_char_boundary(MAXIMUM_PEER)];
                buffer.extend_from_slice(&0_u128.to_le_bytes());
                buffer.extend_from_slice(&[self.transport as u8, HAS_PEER]);
                let length = u16::try_from(peer.len()).unwrap_or(u16::MAX);
                buffer.extend_from_slice(&length.to_le_bytes());
                buffer.extend_from_slice(peer);
            }
        }
        buffer.extend_from_slice(&self.line);
        let length = u32::try_from(buffer.len() - start - PREFIX).unwrap_or(u32::MAX);
        let checksum = place.checksum(base + start as u64, length, &buffer[start + PREFIX..]);
        buffer[start + 4..start + 8].copy_from_slice(&length.to_le_bytes());
        buffer[start + 8..start + 12].copy_from_slice(&checksum.to_le_bytes());
    }
}

/// What goes into the checksums of a segment beside the bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub salt: u64,
    pub segment: u64,
}

impl Place {
    fn checksum(self, offset: u64, length: u32, body: &[u8]) -> u32 {
        let mut hasher = crc32fast::Hasher::new();
        let mut place = [0; 28];
        place[..8].copy_from_slice(&self.salt.to_le_bytes());
        place[8..16].copy_from_slice(&self.segment.to_le_bytes());
        place[16..24].copy_from_slice(&offset.to_le_bytes());
        place[24..].copy_from_slice(&length.to_le_bytes());
        hasher.update(&place);
        hasher.update(body);
        hasher.finalize()
    }
}

/// What stands at a place of a segment.
pub(super) enum Found {
    /// A frame of so many bytes.
    Frame(usize),
    /// The beginning of what may be a frame of so many bytes; the rest is not there.
    Short(usize),
    /// No frame.
    Nothing,
}

/// Looks at `bytes`, whose first byte stands at `offset` in the segment.
pub(super) fn look(place: Place, offset: u64, bytes: &[u8]) -> Found {
    let marked = bytes.len().min(MARKER.len());
    if bytes[..marked] != MARKER[..marked] {
        return Found::Nothing;
    }
    let Some((prefix, rest)) = bytes.split_at_checked(PREFIX) else {
        return Found::Short(PREFIX);
    };
    let number = |from: usize| {
        u32::from_le_bytes([prefix[from], prefix[from + 1], prefix[from + 2], prefix[from + 3]])
    };
    let (length, checksum) = (number(4), number(8));
    let size = length as usize;
    if !(FIXED..=MAXIMUM_BODY).contains(&size) {
        return Found::Nothing;
    }
    let Some(body) = rest.get(..size) else {
        return Found::Short(PREFIX + size);
    };
    if place.checksum(offset, length, body) != checksum {
        return Found::Nothing;
    }
    decode(body).map_or(Found::Nothing, |_| Found::Frame(PREFIX + size))
}

/// The frame of a body whose checksum was looked at.
pub(super) fn decode(body: &[u8]) -> Option<FrameView<'_>> {
    let (received, rest) = body.split_first_chunk::<8>()?;
    let (source, rest) = rest.split_first_chunk::<16>()?;
    let ([transport, flags], mut line) = rest.split_first_chunk::<2>()?;
    let source = if flags & HAS_PEER == 0 {
        SourceView::Device(DeviceId(Uuid::from_u128(u128::from_le_bytes(*source))))
    } else {
        let (length, rest) = line.split_first_chunk::<2>()?;
        let (peer, rest) = rest.split_at_checked(u16::from_le_bytes(*length).into())?;
        line = rest;
        SourceView::Unknown(String::from_utf8_lossy(peer))
    };
    Some(FrameView {
        received: Timestamp::from_microsecond(i64::from_le_bytes(*received)).ok()?,
        source,
        transport: Transport::from_number(*transport)?,
        line,
    })
}
